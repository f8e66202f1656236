import type { DocumentPath } from './document-path.ts';

/** A document without the clusters that the command does not touch. Problems of those keep nobody from the chosen one. */
export interface ChosenCluster {
  readonly data: unknown;
  /** Whether a problem at this path is of the chosen cluster, or of the whole file. */
  concerns(path: DocumentPath): boolean;
}

/** Chooses a cluster by its name. Without a name, or without such a cluster, the whole document is chosen. */
export function chooseCluster(data: unknown, name: string | undefined): ChosenCluster {
  const whole = { data, concerns: () => true };
  if (name === undefined || !isMap(data) || !isMap(data['clusters'])) return whole;
  const { clusters } = data;
  if (!Object.hasOwn(clusters, name)) return whole;
  return {
    data: { ...data, clusters: { [name]: clusters[name] } },
    concerns: ([first, cluster]) => first !== 'clusters' || cluster === undefined || cluster === name,
  };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
