import type { StageCommand } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { CensusMoment, Gate, StepId } from '../model/step.ts';
import type { Roll } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';

/** What a step does, in a few words. The first letter is small, so that it fits into a sentence. */
export function stepTitle(id: StepId): string {
  switch (id) {
    case 'snapshot-before':
      return 'take an etcd snapshot and see it listed';
    case 'snapshot-after':
      return 'take a final etcd snapshot and see it listed';
    case 'seal-new-key':
      return 'seal a copy of the credential files with the new key';
    case 'freeze-writes':
      return 'refuse writes of Secrets on every apiserver, except from the engine';
    case 'thaw-writes':
      return 'allow writes of Secrets again';
    case 'rewrite-kept':
      return 'wait until all Secrets are rewritten (the old key stays)';
    case 'rewrite-finished':
      return 'wait until all Secrets are rewritten and the old key is dropped';
    case 'prove':
      return 'prove the result';
    case 'clean-up':
      return 'remove the canary Secrets and the finished units';
    default:
      return longTitle(id);
  }
}

function longTitle(id: Exclude<StepId, 'snapshot-before'>): string {
  const [kind = '', detail = '', server] = split(id);
  switch (kind) {
    case 'seal':
      return `seal a copy of the credential files on ${detail}`;
    case 'command':
      return `send ${stageCommandText(detail as StageCommand)}`;
    case 'restart':
      return `restart the service on ${server} (${rollText(detail as Roll)})`;
    case 'container':
      return `restart the kube-apiserver container on ${server} (${rollText(detail as Roll)})`;
    case 'loaded':
      return server === undefined
        ? `wait until every follower's apiserver has loaded its file (${rollText(detail as Roll)})`
        : `wait until the apiserver on ${server} has loaded its file (${rollText(detail as Roll)})`;
    case 'census':
      return momentText(id.slice('census:'.length) as CensusMoment);
    default:
      return id;
  }
}

/** Three parts at most: names of servers may contain colons (IPv6). */
function split(id: string): readonly (string | undefined)[] {
  const first = id.indexOf(':');
  if (first === -1) return [id];
  const kind = id.slice(0, first);
  const rest = id.slice(first + 1);
  const second = rest.indexOf(':');
  if (kind === 'seal' || kind === 'command' || kind === 'census' || second === -1) return [kind, rest];
  return [kind, rest.slice(0, second), rest.slice(second + 1)];
}

/** The engine's own words for a stage command. */
export function stageCommandText(command: StageCommand): string {
  return command === 'reencrypt-skip' ? 'secrets-encrypt reencrypt --skip' : `secrets-encrypt ${command}`;
}

/** Which of the rolls a step belongs to. */
function rollText(roll: Roll): string {
  switch (roll) {
    case 'prepare':
      return 'roll 1: every server reads both keys';
    case 'rotate':
      return 'roll 2: every server writes with the new key';
    case 'reencrypt_finished':
      return 'last roll: the old key is removed';
    default:
      return unreachable(roll);
  }
}

/** When a census is taken, and what it guards. */
function momentText(moment: CensusMoment): string {
  switch (moment) {
    case 'before-drop':
      return 'count the Secrets under the old key before it is dropped';
    case 'before-roll':
      return 'count the Secrets under the old key while the followers still have it';
    case 'last-holder':
      return 'count once more before the last server with the old key restarts';
    default:
      return `count the Secrets under the old key before ${moment.slice('before:'.length)} restarts`;
  }
}

/** What a gate asks for. */
export function gateText(gate: Gate): string {
  switch (gate) {
    case 'unit':
      return 'the service is active and has not restarted on its own';
    case 'node':
      return 'the Node is Ready with a fresh heartbeat';
    case 'apiserver':
      return 'the apiserver answers /readyz';
    case 'etcd':
      return 'etcd has all its voters, no alarm, and can lose one more member';
    case 'stage':
      return 'stage and key are as expected';
    case 'loaded':
      return 'the apiserver has loaded the file on its disk';
    case 'saved':
      return 'the engine has saved its credential files in the datastore';
    case 'canary':
      return 'a canary Secret was written and read through this apiserver, under the expected key';
    default:
      return unreachable(gate);
  }
}

/** Where a run begins or goes on, after a verb. */
export function entryText(entry: Entry): string {
  switch (entry.at) {
    case 'start':
      return 'from its beginning';
    case 'prepare':
      return 'with roll 1 (the new key is prepared)';
    case 'rotate':
      return 'with roll 2 (the new key writes)';
    case 'reencrypt_active':
      return 'while Secrets are being rewritten';
    case 'before-drop':
      return 'before the old key is dropped';
    case 'reencrypt_finished':
      return 'with the last roll (all Secrets are rewritten)';
    default:
      return unreachable(entry);
  }
}
