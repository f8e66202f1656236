import type { StageCommand } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { Gate, StepId, CensusParts } from '../model/step.ts';
import { parseStepId } from '../model/step-id.ts';
import type { Roll } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';

/** The effect of a step, in a few words. The first letter is small, so that the title fits into a sentence. */
export function stepTitle(id: StepId): string {
  const step = parseStepId(id);
  // A journal of another release may name unknown steps.
  if (step === undefined) return id;
  switch (step.kind) {
    case 'snapshot-before':
      return 'take a snapshot of the datastore and confirm it';
    case 'snapshot-after':
      return 'take a final snapshot of the datastore and confirm it';
    case 'seal':
      return `seal a copy of the credential files on ${step.server}`;
    case 'add-key':
      return `write the encryption file of ${step.server} with the missing key behind its writing key`;
    case 'all-keys-loaded':
      return 'wait until every apiserver has loaded the file with all keys, and is ready';
    case 'all-readable':
      return 'read every Secret through every apiserver';
    case 'return-file':
      return `put the encryption file of ${step.server} back as the engine left it, byte for byte`;
    case 'one-key-loaded':
      return 'wait until every apiserver has loaded the file with the writing key alone';
    case 'undo':
      return `put the encryption file of ${step.server} back as it was before the rescue`;
    case 'seal-new-key':
      return 'seal a copy of the credential files with the new key';
    case 'seal-elsewhere':
      return 'seal a second copy of the new key on another control-plane server';
    case 'freeze-writes':
      return "refuse writes and deletions of Secrets on every apiserver, but for the engine's rewrite";
    case 'allow-writes':
      return 'allow writes of Secrets again: every apiserver has both keys. Deletions stay refused until all are rewritten';
    case 'allow-deletes':
      return 'allow deletions of Secrets again: all are rewritten';
    case 'unfreeze-writes':
      return 'allow all writes of Secrets again';
    case 'command':
      return `send ${stageCommandText(step.command)}`;
    case 'rewrite-kept':
      return 'wait until all Secrets are rewritten (the old key stays)';
    case 'rewrite-finished':
      return 'wait until all Secrets are rewritten and the old key is dropped';
    case 'restart':
      return `restart the service on ${step.server} (${rollText(step.roll)})`;
    case 'container':
      return `restart the kube-apiserver container on ${step.server} (${rollText(step.roll)})`;
    case 'loaded':
      return `wait until ${loadedText(step.server)} (${rollText(step.roll)})`;
    case 'census':
      return censusText(step);
    case 'prove':
      return 'prove the result';
    case 'clean-up':
      return 'remove the canary Secrets and the finished units';
    default:
      return unreachable(step);
  }
}

function loadedText(server: string | undefined): string {
  return server === undefined
    ? 'the apiservers have loaded their files'
    : `the apiserver on ${server} has loaded its file`;
}

/** The engine's own words for a stage command. */
export function stageCommandText(command: StageCommand): string {
  return command === 'reencrypt-skip' ? 'secrets-encrypt reencrypt --skip' : `secrets-encrypt ${command}`;
}

/** The roll of a step. */
function rollText(roll: Roll): string {
  switch (roll) {
    case 'prepare':
      return 'roll 1: every server reads both keys';
    case 'rotate':
      return 'roll 2: every server writes with the new key';
    case 'early':
      return 'early roll: the followers take both keys while Secrets are rewritten';
    case 'reencrypt_finished':
      return 'last roll: the old key is removed';
    default:
      return unreachable(roll);
  }
}

/** The point of a census, and what the census protects. */
function censusText(step: CensusParts): string {
  switch (step.point) {
    case 'before-drop':
      return 'count the Secrets under the old key before it is dropped';
    case 'before-rewrite':
      return 'move what is still under the old key, so that the engine has less to do when it is asked again';
    case 'before-roll':
      return 'count the Secrets under the old key while the followers still have it';
    case 'last-holder':
      return 'count once more before the last server with the old key restarts';
    case 'before-return':
      return 'count the Secrets under the missing key, and rewrite them by empty patches';
    case 'before-restarts':
      return 'count once more before the first restart';
    case 'before-unfreeze':
      return 'count once more before writes are allowed again';
    case 'before':
      return `count the Secrets under the old key before ${step.server} restarts`;
    case 'before-container':
      return `count the Secrets under the old key before the kube-apiserver container on ${step.server} is stopped`;
    default:
      return unreachable(step);
  }
}

/** The question of a gate. */
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
    case 'cluster':
      return 'every other server is up and serves, etcd is whole, and nobody else is at work, so that a server may be restarted';
    case 'saved':
      return 'the engine has saved its credential files in the datastore';
    case 'canary':
      return 'a canary Secret was written and read through this apiserver, under the expected key';
    default:
      return unreachable(gate);
  }
}

/** Where a run begins or continues, after a verb. */
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
