import type { Distribution } from '../model/cluster.ts';

/** The user of the certificate `client-supervisor.crt`, by which the engine rewrites Secrets. */
export function engineUser(distribution: Distribution): string {
  return `system:${distribution}-supervisor`;
}

/** Headers by which an administrator asks as the engine would: admission may treat it in its own way. */
export function asEngine(distribution: Distribution): readonly string[] {
  return asUser(engineUser(distribution));
}

/** Headers by which an administrator asks in another name, with every permission. */
export function asUser(user: string): readonly string[] {
  return [`Impersonate-User: ${user}`, 'Impersonate-Group: system:masters'];
}
