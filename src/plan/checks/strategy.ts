import type { Check } from '../../model/check.ts';
import type { RotationPolicy, StrategyChoice } from '../../model/cluster.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Strategy } from '../../model/strategy.ts';
import { activeKeyOf, controlPlanes } from '../fact-reading.ts';
import { judge } from './check-result.ts';

/** What the strategy checks look at. */
export interface StrategyInput {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
  readonly strategy: StrategyChoice | undefined;
  readonly acceptWriteWindow: boolean;
  /** What the choice came to. */
  readonly resolved: Strategy;
}

/** Whether the strategy can be run here, and whether the operator agreed to what it costs. */
export function strategyChecks(input: StrategyInput): readonly Check[] {
  return [...strategyFitsProvider(input), ...writeWindow(input), ...containerRestart(input)];
}

/** prepare, rotate and reencrypt refuse secretbox keys (failures.md 2.2). */
function strategyFitsProvider({ facts, resolved }: StrategyInput): readonly Check[] {
  const findings = controlPlanes(facts)
    .filter((server) => resolved === 'staged' && activeKeyOf(server)?.provider === 'secretbox')
    .map(({ name }) => ({ server: name, evidence: ['strategy=staged', 'provider=secretbox'] }));
  return judge({ id: 'strategy-fits-provider', verdict: 'refuse', issues: ['rancher/rke2#8121'] }, findings);
}

/** With followers, `rotate-keys` loses Secrets that are written while it runs (measured.md 1): only by name, and only accepted. */
function writeWindow({ facts, policy, strategy, acceptWriteWindow, resolved }: StrategyInput): readonly Check[] {
  const followers = controlPlanes(facts).length - 1;
  const exposed = resolved === 'rotate-keys' && followers > 0;
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

/** Only RKE2 has a kube-apiserver container of its own (engine.md). */
function containerRestart({ facts, policy }: StrategyInput): readonly Check[] {
  const ignored = policy.apiserverReload === 'restart-container' && facts.distribution === 'k3s';
  const evidence = ['apiserverReload=restart-container', 'distribution=k3s'];
  return judge({ id: 'apiserver-reload', verdict: 'warn' }, ignored ? [{ evidence }] : []);
}
