import type { StepContext } from '../model/clock.ts';
import type { LoadedEvidence } from '../model/facts.ts';
import { type Answer, failed, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { httpError } from './http-error.ts';
import { apiserverCommand, filteredApiserverCommand, pipelineFailureOf, send } from './http.ts';
import type { ApiserverTarget } from './target.ts';
import type { Distribution } from '../model/cluster.ts';

/** `/readyz` of one server's own apiserver. An apiserver without an answer is not ready. */
export async function readReadiness(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<boolean>> {
  const answer = await send(context, runner, apiserverCommand('readyz', target, { method: 'GET', path: '/readyz' }));
  return answer.ok ? success(answer.value.status === 200) : answer;
}

const METRIC = 'apiserver_encryption_config_controller';
const FILTER = `grep -E '^(${METRIC}_(last_config_info|automatic_reload_last_timestamp_seconds)|process_start_time_seconds)|^[0-9]{3}$'`;

/**
 * Which encryption file an apiserver uses (measured.md 3). `/metrics` has megabytes, so the host filters the answer.
 * Fails with `http-error` when the apiserver does not answer, or answers anything but its metrics.
 */
export async function readLoaded(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<LoadedEvidence>> {
  const command = filteredApiserverCommand('encryption metrics', target, { path: '/metrics', filter: FILTER });
  const ran = await runner.run(context, command);
  if (!ran.ok) return ran;
  const notRun = pipelineFailureOf(ran.value, runner.user);
  if (notRun !== undefined) return failed(notRun);
  const { stdout, stderr } = ran.value;
  const status = Number(/^\d{3}$/m.exec(stdout)?.[0] ?? '0');
  const evidence = parseLoaded(stdout);
  // A starting apiserver refuses `/metrics` for a while. Mistaken for an old release, the apiserver would count as
  // loaded too early.
  if (evidence.kind !== 'none' || status === 200) return success(evidence);
  const message = stderr.trim().slice(0, 300);
  return httpError(runner, command.name, { status, message });
}

/** Reads Prometheus lines. */
export function parseLoaded(metrics: string): LoadedEvidence {
  const samples = metrics.split('\n').map(sampleOf);
  // `apiserver_id_hash` has the same form, so the label's name is matched whole.
  const present = samples.find(({ name, value }) => name === `${METRIC}_last_config_info` && value === 1);
  const sha256 = SHA256.exec(present?.labels.get('hash') ?? '')?.[1];
  if (sha256 !== undefined) return { kind: 'hash', sha256 };
  const start = samples.find(({ name }) => name === 'process_start_time_seconds')?.value;
  if (start === undefined) return { kind: 'none' };
  const reload = samples.find(
    ({ name, labels }) =>
      name === `${METRIC}_automatic_reload_last_timestamp_seconds` && labels.get('status') === 'success',
  );
  return { kind: 'times', processStartSeconds: start, lastReloadSeconds: reload?.value };
}

const SHA256 = /^sha256:([0-9a-f]{64})$/;

interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number | undefined;
}

/** One line of the exposition format. No label that is read here has a comma or an escape in its value. */
function sampleOf(line: string): Sample {
  const open = line.indexOf('{');
  const close = line.lastIndexOf('}');
  const named = open > 0 && close > open;
  const [first = '', second] = (named ? line.slice(close + 1) : line).trim().split(' ', 2);
  const value = Number((named ? first : second) ?? 'NaN');
  return {
    name: named ? line.slice(0, open) : first,
    labels: new Map(
      named
        ? line
            .slice(open + 1, close)
            .split(',')
            .map(labelOf)
        : [],
    ),
    value: Number.isFinite(value) ? value : undefined,
  };
}

function labelOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return [
    text.slice(0, Math.max(equals, 0)).trim(),
    text
      .slice(equals + 1)
      .replaceAll('"', '')
      .trim(),
  ];
}

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
