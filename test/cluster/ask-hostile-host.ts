// Asks a host all that keyturn asks of a cluster at once, and prints how each question ended. A process of its own, so that its peak memory
// is that of keyturn alone. Arguments: the port of the host, and the directory with its `known_hosts` and the key.
import { join } from 'node:path';

import { readDenyingPolicies } from '../../src/cluster/admission-policies.ts';
import { listSecretNames, takeCensus } from '../../src/cluster/census.ts';
import { readEtcd } from '../../src/cluster/etcd.ts';
import { readKineRange } from '../../src/cluster/kine-range.ts';
import { SECRETS_RANGE } from '../../src/cluster/key-prefix.ts';
import { readKured } from '../../src/cluster/kured.ts';
import { readServerNodes } from '../../src/cluster/node-addresses.ts';
import { readNodes } from '../../src/cluster/nodes.ts';
import { readServingApiservers } from '../../src/cluster/serving-apiservers.ts';
import { readLoaded } from '../../src/cluster/apiserver.ts';
import { readUpgradePlans } from '../../src/cluster/upgrade-plans.ts';
import { readFailClosedSecretWebhooks } from '../../src/cluster/webhooks.ts';
import type { StepContext } from '../../src/model/clock.ts';
import type { Result } from '../../src/model/result.ts';
import { createRedactor } from '../../src/remote/redaction.ts';
import { createRunner } from '../../src/remote/server-runner.ts';
import { createIdentities } from '../../src/remote/identity.ts';
import { createSsh2Link } from '../../src/remote/ssh2-link.ts';
import { sshTarget } from '../support/ssh-target.ts';
import { APISERVER, ETCD } from './targets.ts';

const [port = '', directory = ''] = process.argv.slice(2);
const redactor = createRedactor();
redactor.register('a-passphrase-of-the-operator');
const target = sshTarget({
  port: Number(port),
  identityFiles: [join(directory, 'id')],
  knownHosts: [join(directory, 'known_hosts')],
});
const identities = createIdentities({ askPassphrase: async () => undefined, redactor });
const link = createSsh2Link({ target, jump: undefined, identities, timeoutMs: 60_000, keepalive: undefined });
const timing = {
  stabilityWindowMs: 0,
  restartDeadlineMs: 0,
  reloadPeriodMs: 0,
  connectTimeoutMs: 60_000,
  commandTimeoutMs: 60_000,
};
const runner = createRunner({
  server: { name: 's1', ssh: target, nodeName: undefined, expectedRoles: undefined },
  timing,
  link,
  redactor,
  clock: undefined,
  onEvent: () => {},
});
const context: StepContext = {
  signal: new AbortController().signal,
  clock: { now: () => Date.now(), wall: () => Date.now(), sleep: async () => {} },
};
const key = { provider: 'aescbc', name: 'aescbckey' } as const;

// Lists of Nodes are asked for alone.
const nodes = await readNodes(context, runner, APISERVER, 'rke2');
const serverNodes = await readServerNodes(context, runner, APISERVER);
const answers: readonly (readonly [string, Result<unknown> | Promise<Result<unknown>>])[] = [
  ['nodes', nodes],
  ['server nodes', serverNodes],
  ['webhooks', readFailClosedSecretWebhooks(context, runner, APISERVER)],
  ['policies', readDenyingPolicies(context, runner, APISERVER)],
  ['upgrade plans', readUpgradePlans(context, runner, APISERVER)],
  ['kured', readKured(context, runner, APISERVER, ['s1'])],
  ['apiserver leases', readServingApiservers(context, runner, APISERVER)],
  ['metrics', readLoaded(context, runner, APISERVER)],
  ['etcd', readEtcd(context, runner, ETCD)],
  ['census', takeCensus(context, runner, ETCD, { knownKeys: [key], activeKey: key, maxNames: 3 })],
  ['names', listSecretNames(context, runner, ETCD)],
  [
    'kine',
    readKineRange(
      context,
      runner,
      { kind: 'kine', socket: '/kine.sock', tls: undefined },
      { ...SECRETS_RANGE, limit: 2_000, revision: undefined, keysOnly: false },
    ),
  ],
];
const told = await Promise.all(
  answers.map(async ([question, answer]) => {
    const result = await answer;
    const ending = result.ok ? 'read' : 'bound' in result.failure ? result.failure.bound : result.failure.kind;
    return [question, ending];
  }),
);
await link.close();
process.stdout.write(JSON.stringify(Object.fromEntries(told)));
