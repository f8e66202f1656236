import type { StepContext } from '../model/clock.ts';
import type { LoadedEvidence } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { apiserverCommand, filteredApiserverCommand, send } from './http.ts';
import type { ApiserverTarget } from './target.ts';

/** `/readyz` of one server's own apiserver. One that does not answer is not ready. */
export async function readReadiness(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Result<boolean>> {
  const answer = await send(context, runner, apiserverCommand('readyz', target, { method: 'GET', path: '/readyz' }));
  return answer.ok ? success(answer.value.status === 200) : answer;
}

const METRIC = 'apiserver_encryption_config_controller';
const FILTER = `grep -E '^(${METRIC}_(last_config_info|automatic_reload_last_timestamp_seconds)|process_start_time_seconds)'`;

/**
 * Which encryption file an apiserver uses (measured.md 3). `/metrics` has megabytes, so it is filtered on the host.
 * Fails with `http-error` when the apiserver does not answer.
 */
export async function readLoaded(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Result<LoadedEvidence>> {
  const command = filteredApiserverCommand('encryption metrics', target, { path: '/metrics', filter: FILTER });
  const ran = await runner.run(context, command);
  if (!ran.ok) return ran;
  const evidence = parseLoaded(ran.value.stdout);
  if (evidence !== undefined) return success(evidence);
  const message = ran.value.stderr.trim().slice(0, 300);
  // curl answered and said nothing of it: a release without these metrics.
  if (message === '' && ran.value.ending.kind === 'exited') return success({ kind: 'none' });
  return failed({ kind: 'http-error', server: runner.server, request: command.name, status: 0, message });
}

/** Reads Prometheus lines; `undefined` where not even the start of the process is told. */
export function parseLoaded(metrics: string): LoadedEvidence | undefined {
  const sha256 = /_last_config_info\{[^}]*hash="sha256:([0-9a-f]{64})"[^}]*\} 1\b/.exec(metrics)?.[1];
  if (sha256 !== undefined) return { kind: 'hash', sha256 };
  const start = numberAfter(metrics, /^process_start_time_seconds(?:\{[^}]*\})? (\S+)/m);
  if (start === undefined) return undefined;
  const reload = numberAfter(metrics, /_automatic_reload_last_timestamp_seconds\{[^}]*status="success"[^}]*\} (\S+)/);
  return { kind: 'times', processStartSeconds: start, lastReloadSeconds: reload };
}

function numberAfter(text: string, pattern: RegExp): number | undefined {
  const value = Number(pattern.exec(text)?.[1] ?? 'NaN');
  return Number.isFinite(value) ? value : undefined;
}
