import type { Distribution } from '../model/cluster.ts';

/** The user of the certificate `client-supervisor.crt`, with which the engine rewrites Secrets. */
export function engineUser(distribution: Distribution): string {
  return `system:${distribution}-supervisor`;
}

/** Headers that let an administrator act as the engine, which admission may treat differently. */
export function asEngine(distribution: Distribution): readonly string[] {
  return asUser(engineUser(distribution));
}

/** Headers that let an administrator act as another user with every permission. */
export function asUser(user: string): readonly string[] {
  return [`Impersonate-User: ${user}`, 'Impersonate-Group: system:masters'];
}
