import type { Distribution } from '../../model/cluster.ts';
import type { Era } from '../../model/simulation.ts';
import { unreachable } from '../../model/unreachable.ts';
import { klogLine, logLine } from './log-lines.ts';

export type RewriteReason = 'SecretsProgress' | 'SecretsUpdateComplete' | 'SecretsUpdateError';

/** The printing engine, its era and the time. */
export interface Printer {
  readonly era: Era;
  readonly engine: Distribution;
  readonly at: Date;
}

/**
 * The number of Secrets between two progress reports of a rewrite. The controller of the first releases reported more
 * often (failures.md 5.5).
 */
export function toldEvery(era: Era): number {
  return era === '2022' ? 10 : 50;
}

/**
 * A Node event as lines of the server's journal, if any. RKE2 had no logger for events until April 2026
 * (k3s-io/k3s#13856), so its journal lacks the lines of klog that K3s prints.
 */
export function eventLines(
  { era, engine, at }: Printer,
  event: { readonly node: string; readonly reason: RewriteReason; readonly message: string },
): readonly string[] {
  const { node, reason, message } = event;
  const type = reason === 'SecretsUpdateError' ? 'Warning' : 'Normal';
  switch (era) {
    case '2026':
      return [
        logLine('info', 'Event occurred', at, {
          apiVersion: '',
          fieldPath: '',
          kind: 'Node',
          logger: engine,
          message,
          object: node,
          reason,
          type,
        }),
      ];
    case '2025':
      return engine === 'rke2'
        ? []
        : [
            klogLine('Event occurred', at, 'event.go:389', {
              object: node,
              fieldPath: '',
              kind: 'Node',
              apiVersion: '',
              type,
              reason,
              message,
            }),
          ];
    case '2022':
      return [
        logLine(
          'info',
          `Event(v1.ObjectReference{Kind:"Node", Namespace:"", Name:"${node}", UID:"${node}", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: '${type}' reason: '${reason}' ${message}`,
          at,
        ),
      ];
    default:
      return unreachable(era);
  }
}

/**
 * The first lines of a rewrite. The controller of the first releases printed the line once, at the start of the server.
 */
export function rewriteBegins({ era, at }: Printer): readonly string[] {
  return era === '2022' ? [] : [logLine('info', 'Creating secrets-reencrypt event broadcaster', at)];
}

/** The message of a completed rewrite. */
export function rewriteComplete(era: Era, count: number): string {
  return era === '2022' ? `completed reencrypt of ${count} secrets` : `reencrypted ${count} secrets`;
}

/** The message of a rewrite that could not update a Secret. */
export function rewriteError(era: Era, cause: string): string {
  return `${era === '2022' ? 'failed to reencrypted' : 'failed to update'} secret: ${cause}`;
}
