import type { Apiserver } from './apiserver.ts';

const ID = 'apiserver_id_hash="sha256:0f0e0d0c0b0a09080706050403020100"';
const CONTROLLER = 'apiserver_encryption_config_controller';

/**
 * The part of `/metrics` that keyturn reads, among further lines (measured.md 3). Older releases do not print the hash.
 */
export function metricsText(apiserver: Apiserver, withoutHash: boolean): string {
  const reload = apiserver.reloadedAtMs;
  return [
    '# HELP apiserver_request_total Counter of apiserver requests.',
    'apiserver_request_total{code="200",verb="GET"} 4242',
    ...(withoutHash ? [] : [`${CONTROLLER}_last_config_info{${ID},hash="sha256:${apiserver.loadedHash}"} 1`]),
    ...(reload === undefined
      ? []
      : [
          `${CONTROLLER}_automatic_reload_last_timestamp_seconds{${ID},status="success"} ${(reload / 1_000).toExponential()}`,
          `${CONTROLLER}_automatic_reloads_total{${ID},status="success"} ${apiserver.reloads}`,
        ]),
    `process_start_time_seconds ${(apiserver.startedAtMs / 1_000).toExponential()}`,
    '',
  ].join('\n');
}
