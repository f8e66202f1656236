import type { ActorImplementations } from '../../machines/provide.ts';
import type { Failed, Result } from '../model/result.ts';
import { awaitApiservers } from './actors/await-gates.ts';
import { awaitRewrite } from './actors/await-rewrite.ts';
import { awaitWindow } from './actors/await-window.ts';
import { cleanUp } from './actors/clean-up.ts';
import { repairStragglers, takeCensus } from './actors/clear-old-key.ts';
import { allowDeletes, allowWrites, freezeWrites, unfreezeWrites } from './actors/freeze-writes.ts';
import { prove, type Proof } from './actors/prove.ts';
import { requestRestart } from './actors/request-restart.ts';
import { restartApiserver } from './actors/restart-apiserver.ts';
import { awaitGateWithHook, holdStableWithHook } from './actors/restart-hooks.ts';
import { sealCredentials } from './actors/seal-credentials.ts';
import { sendStageCommand } from './actors/send-stage-command.ts';
import { takeSnapshot } from './actors/take-snapshot.ts';
import { awaitKeys, readAll } from './actors/await-keys.ts';
import { addKeys, returnFile, undoFile } from './actors/write-encryption-file.ts';
import type { Run } from './run/run.ts';

/** What the charts invoke, for one run. `onProof` gets the figures of the proof. */
export function implementationsFor(run: Run, onProof: (proof: Proof) => void): ActorImplementations {
  return {
    takeSnapshot: async ({ when }) => plain(await takeSnapshot(run, when)),
    sealCredentials: async ({ when }) => plain(await sealCredentials(run, when)),
    sendStageCommand: async ({ command }) => plain(await sendStageCommand(run, command)),
    awaitRewrite: async ({ rewrite }) => plain(await awaitRewrite(run, rewrite)),
    requestRestart: (input) => requestRestart(run, input),
    restartApiserver: (input) => restartApiserver(run, input),
    awaitGate: async (input) => plain(await awaitGateWithHook(run, input)),
    holdStable: async (input) => plain(await holdStableWithHook(run, input)),
    awaitApiservers: async (input) => plain(await awaitApiservers(run, input)),
    takeCensus: async ({ point }) => {
      const counted = await takeCensus(run, point);
      return counted.ok ? { ok: true, ...counted.value } : counted;
    },
    repairStragglers: async (input) => plain(await repairStragglers(run, input)),
    freezeWrites: async (input) => plain(await freezeWrites(run, input)),
    awaitWindow: (input) => awaitWindow(run, input),
    allowWrites: async () => plain(await allowWrites(run)),
    allowDeletes: async () => plain(await allowDeletes(run)),
    unfreezeWrites: async () => plain(await unfreezeWrites(run)),
    addKeys: async ({ server }) => plain(await addKeys(run, server)),
    awaitKeys: async ({ keys }) => plain(await awaitKeys(run, keys)),
    readAll: async () => plain(await readAll(run)),
    returnFile: async ({ server }) => plain(await returnFile(run, server)),
    undoFile: async ({ server }) => plain(await undoFile(run, server)),
    prove: async () => {
      const proved = await prove(run);
      if (proved.ok) onProof(proved.value);
      return plain(proved);
    },
    cleanUp: async () => plain(await cleanUp(run)),
  };
}

/** The charts need only success or failure. */
function plain(result: Result<unknown>): { readonly ok: true } | Failed {
  return result.ok ? { ok: true } : result;
}
