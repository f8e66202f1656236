import type { Distribution } from '../../model/cluster.ts';
import type { Era } from '../../model/simulated-era.ts';
import { unreachable } from '../../model/unreachable.ts';
import { klogLine, logLine } from './log-lines.ts';

export type RewriteReason = 'SecretsProgress' | 'SecretsUpdateComplete' | 'SecretsUpdateError';

/** Who prints, and when. */
export interface Printer {
  readonly era: Era;
  readonly engine: Distribution;
  readonly at: Date;
}

/** Every so many Secrets a rewrite tells its progress; the controller of the first releases told more often (failures.md 5.5). */
export function toldEvery(era: Era): number {
  return era === '2022' ? 10 : 50;
}

/**
 * A Node event as the server's journal shows it, if it does. RKE2 had no logger for events until April 2026 (k3s-io/k3s#13856): where K3s has
 * the lines of klog its journal has none.
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

/** What a rewrite says first; the controller of the first releases said it once, at the start of the server. */
export function rewriteBegins({ era, at }: Printer): readonly string[] {
  return era === '2022' ? [] : [logLine('info', 'Creating secrets-reencrypt event broadcaster', at)];
}

/** The message of a rewrite that has come to its end. */
export function rewriteComplete(era: Era, count: number): string {
  return era === '2022' ? `completed reencrypt of ${count} secrets` : `reencrypted ${count} secrets`;
}

/** The message of a rewrite that met a Secret which it could not update. */
export function rewriteError(era: Era, cause: string): string {
  return `${era === '2022' ? 'failed to reencrypted' : 'failed to update'} secret: ${cause}`;
}
