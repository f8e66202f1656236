import type { Check } from '../../model/check.ts';
import type { RotationPolicy } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Strategy, StrategyWish } from '../../model/strategy.ts';
import { roundedCount } from '../estimate.ts';
import { activeKeyOf, controlPlaneServers, secretsCounted } from '../fact-reading.ts';
import { outlivesItsList } from '../list-life.ts';
import { judge } from './check-result.ts';

/** Input of the strategy checks. */
export interface StrategyInput extends StrategyWish {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
  /** The chosen strategy. */
  readonly resolved: Strategy;
}

/** Whether the strategy can run here, and whether the operator agreed to its cost. */
export function strategyChecks(input: StrategyInput): readonly Check[] {
  return [
    ...strategyFitsProvider(input),
    ...writeWindow(input),
    ...frozenWrites(input),
    ...rewriteLength(input),
    ...containerRestart(input),
  ];
}

/** prepare, rotate and reencrypt refuse secretbox keys (failures.md 2.2). */
function strategyFitsProvider({ facts, resolved }: StrategyInput): readonly Check[] {
  const findings = controlPlaneServers(facts)
    .filter((server) => resolved === 'staged' && activeKeyOf(server)?.provider === 'secretbox')
    .map(({ name }) => ({ server: name, evidence: ['strategy=staged', 'provider=secretbox'] }));
  return judge({ id: 'strategy-fits-provider', verdict: 'refuse', issues: ['rancher/rke2#8121'] }, findings);
}

/**
 * With followers, `rotate-keys` loses Secrets written during the command (measured.md 1). The strategy is allowed only with frozen writes, or
 * when requested by name with the window accepted.
 */
function writeWindow({
  facts,
  policy,
  strategy,
  acceptWriteWindow,
  freezeWrites,
  resolved,
}: StrategyInput): readonly Check[] {
  const followers = controlPlaneServers(facts).length - 1;
  const exposed = resolved === 'rotate-keys' && followers > 0 && !freezeWrites;
  const byName = (strategy ?? policy.strategy) === 'rotate-keys';
  const evidence = [
    `strategy=${resolved}`,
    `followers=${String(followers)}`,
    `askedByName=${String(byName)}`,
    `accepted=${String(acceptWriteWindow)}`,
  ];
  const verdict = byName && acceptWriteWindow ? 'warn' : 'refuse';
  return judge({ id: 'write-window', verdict }, exposed ? [{ evidence }] : []);
}

/**
 * A foreign `rotate-keys` has begun, and followers still have only the old key. Continuing costs as much as beginning and needs the same
 * consent. The strategy itself is no longer a choice.
 */
export function adoptedWindow(input: StrategyInput): readonly Check[] {
  const { facts, acceptWriteWindow, freezeWrites, resolved } = input;
  const followers = controlPlaneServers(facts).length - 1;
  const exposed = resolved === 'rotate-keys' && followers > 0 && !freezeWrites;
  const evidence = [`followers=${String(followers)}`, `accepted=${String(acceptWriteWindow)}`];
  const window = { id: 'adopted-write-window', verdict: acceptWriteWindow ? 'warn' : 'refuse' } as const;
  return [...judge(window, exposed ? [{ evidence }] : []), ...frozenWrites(input)];
}

/** ValidatingAdmissionPolicies are in force from Kubernetes 1.30 on. The staged strategy has no window for a freeze to close. */
function frozenWrites({ facts, freezeWrites, resolved }: StrategyInput): readonly Check[] {
  if (!freezeWrites) return [];
  const planes = controlPlaneServers(facts);
  const tooOld = planes.filter(({ binaryVersion }) => !hasAdmissionPolicies(binaryVersion));
  const isPointless = resolved !== 'rotate-keys';
  return [
    ...judge(
      { id: 'freeze-strategy', verdict: 'refuse' },
      isPointless ? [{ evidence: [`strategy=${resolved}`, 'freezeWrites=true'] }] : [],
    ),
    ...judge(
      { id: 'freeze-version', verdict: 'refuse' },
      tooOld.map(({ name, binaryVersion }) => ({ server: name, evidence: [`version=${binaryVersion}`] })),
    ),
    ...judge(
      { id: 'read-window', verdict: 'warn' },
      !isPointless && planes.length > 1 ? [{ evidence: [`followers=${String(planes.length - 1)}`] }] : [],
    ),
  ];
}

function hasAdmissionPolicies(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 30);
}

/**
 * A rewrite that outlives the engine's list ends early. The staged strategy continues from there, because every server has both keys.
 * `rotate-keys` cannot continue, because only the leader has the new key (measured.md 8).
 */
function rewriteLength({ facts, resolved }: StrategyInput): readonly Check[] {
  const evidence = [`secrets=${String(roundedCount(secretsCounted(facts)))}`, `strategy=${resolved}`];
  const verdict = resolved === 'staged' ? 'warn' : 'refuse';
  return judge({ id: 'rewrite-length', verdict }, outlivesItsList(facts) ? [{ evidence }] : []);
}

/** Only RKE2 has a kube-apiserver container of its own (engine.md). */
function containerRestart({ facts, policy }: StrategyInput): readonly Check[] {
  const ignored = policy.apiserverReload === 'restart-container' && facts.distribution === 'k3s';
  const evidence = ['apiserverReload=restart-container', 'distribution=k3s'];
  return judge({ id: 'apiserver-reload', verdict: 'warn' }, ignored ? [{ evidence }] : []);
}
