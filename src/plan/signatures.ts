import type { SignatureId } from '../model/diagnosis.ts';
import type { Signature } from './signature.ts';
import { annotationMissing } from './signatures/annotation-missing.ts';
import { annotationOutdated } from './signatures/annotation-outdated.ts';
import { apiserverNotLoaded } from './signatures/apiserver-not-loaded.ts';
import { apiserverNotReady } from './signatures/apiserver-not-ready.ts';
import { badRelease } from './signatures/bad-release.ts';
import { certificatesNearEnd } from './signatures/certificates-near-end.ts';
import { clocksDiffer } from './signatures/clocks-differ.ts';
import { configDiffers } from './signatures/config-differs.ts';
import { configMismatch } from './signatures/config-mismatch.ts';
import { configUnreadable } from './signatures/config-unreadable.ts';
import { datastoreUnaskable } from './signatures/datastore-unaskable.ts';
import { diskNearlyFull } from './signatures/disk-nearly-full.ts';
import { encryptionOff } from './signatures/encryption-off.ts';
import { enginePanics } from './signatures/engine-panics.ts';
import { etcdLearner } from './signatures/etcd-learner.ts';
import { etcdMemberDown } from './signatures/etcd-member-down.ts';
import { etcdNoSpace } from './signatures/etcd-no-space.ts';
import { fileEdited } from './signatures/file-edited.ts';
import { fileReadableByOthers } from './signatures/file-readable-by-others.ts';
import { followersLackNewKey } from './signatures/followers-lack-new-key.ts';
import { foreignRotation } from './signatures/foreign-rotation.ts';
import { freezeLeft } from './signatures/freeze-left.ts';
import { freezeMustStay } from './signatures/freeze-must-stay.ts';
import { journalSilent } from './signatures/journal-silent.ts';
import { keyGone } from './signatures/key-gone.ts';
import { keyHeld } from './signatures/key-held.ts';
import { lateReload } from './signatures/late-reload.ts';
import { newerThanDatastore } from './signatures/newer-than-datastore.ts';
import { noSecretsSeen } from './signatures/no-secrets-seen.ts';
import { nodeCordoned } from './signatures/node-cordoned.ts';
import { nodeNotReady } from './signatures/node-not-ready.ts';
import { onlyCopyOfNewKey } from './signatures/only-copy-of-new-key.ts';
import { otherEncryptionFile } from './signatures/other-encryption-file.ts';
import { otherProviders } from './signatures/other-providers.ts';
import { othersAtWork } from './signatures/others-at-work.ts';
import { plaintextSecrets } from './signatures/plaintext-secrets.ts';
import { quorumLost } from './signatures/quorum-lost.ts';
import { reloadOff } from './signatures/reload-off.ts';
import { rewriteCutOff } from './signatures/rewrite-cut-off.ts';
import { rewriteDenied } from './signatures/rewrite-denied.ts';
import { rewriteGaveUp } from './signatures/rewrite-gave-up.ts';
import { rewriteMetDeletedSecret } from './signatures/rewrite-met-deleted-secret.ts';
import { rewriteRunning } from './signatures/rewrite-running.ts';
import { rewriteSilent } from './signatures/rewrite-silent.ts';
import { runAtWork } from './signatures/run-at-work.ts';
import { secretsLeftBehind } from './signatures/secrets-left-behind.ts';
import { secretsUnderAnotherProvider } from './signatures/secrets-under-another-provider.ts';
import { serverNotListed } from './signatures/server-not-listed.ts';
import { serverUnasked } from './signatures/server-unasked.ts';
import { serversMadeOwnKeys } from './signatures/servers-made-own-keys.ts';
import { serviceCrashes } from './signatures/service-crashes.ts';
import { serviceNotRunning } from './signatures/service-not-running.ts';
import { staleNode } from './signatures/stale-node.ts';
import { startHangs } from './signatures/start-hangs.ts';
import { statusUnanswered } from './signatures/status-unanswered.ts';
import { tokenDiffers } from './signatures/token-differs.ts';
import { tokenMissing } from './signatures/token-missing.ts';
import { toolsMissing } from './signatures/tools-missing.ts';
import { unfinishedRun } from './signatures/unfinished-run.ts';
import { upgradeWaiting } from './signatures/upgrade-waiting.ts';
import { versionsDiffer } from './signatures/versions-differ.ts';
import { waitsForOwnApiserver } from './signatures/waits-for-own-apiserver.ts';

/** A signature that recognises something. */
export type KnownSignatureId = Exclude<SignatureId, 'unrecognised'>;

/** Every signature but the one of what no signature recognises. Within a severity the order is the order of a report. */
export const SIGNATURES: {
  readonly [Id in KnownSignatureId]: Signature<Id>;
} = {
  'key-gone': keyGone,
  'key-held': keyHeld,
  'only-copy-of-new-key': onlyCopyOfNewKey,
  'rewrite-cut-off': rewriteCutOff,
  'newer-than-datastore': newerThanDatastore,
  'file-edited': fileEdited,
  'servers-made-own-keys': serversMadeOwnKeys,
  'quorum-lost': quorumLost,
  'etcd-no-space': etcdNoSpace,
  'freeze-must-stay': freezeMustStay,
  'late-reload': lateReload,
  'followers-lack-new-key': followersLackNewKey,
  'secrets-left-behind': secretsLeftBehind,
  'apiserver-not-loaded': apiserverNotLoaded,
  'rewrite-met-deleted-secret': rewriteMetDeletedSecret,
  'rewrite-denied': rewriteDenied,
  'rewrite-gave-up': rewriteGaveUp,
  'rewrite-silent': rewriteSilent,
  'unfinished-run': unfinishedRun,
  'foreign-rotation': foreignRotation,
  'server-unasked': serverUnasked,
  'etcd-member-down': etcdMemberDown,
  'config-mismatch': configMismatch,
  'start-hangs': startHangs,
  'waits-for-own-apiserver': waitsForOwnApiserver,
  'engine-panics': enginePanics,
  'service-crashes': serviceCrashes,
  'service-not-running': serviceNotRunning,
  'apiserver-not-ready': apiserverNotReady,
  'node-not-ready': nodeNotReady,
  'status-unanswered': statusUnanswered,
  'annotation-missing': annotationMissing,
  'annotation-outdated': annotationOutdated,
  'stale-node': staleNode,
  'encryption-off': encryptionOff,
  'other-encryption-file': otherEncryptionFile,
  'plaintext-secrets': plaintextSecrets,
  'secrets-under-another-provider': secretsUnderAnotherProvider,
  'no-secrets-seen': noSecretsSeen,
  'datastore-unaskable': datastoreUnaskable,
  'freeze-left': freezeLeft,
  'run-at-work': runAtWork,
  'rewrite-running': rewriteRunning,
  'others-at-work': othersAtWork,
  'etcd-learner': etcdLearner,
  'server-not-listed': serverNotListed,
  'config-differs': configDiffers,
  'config-unreadable': configUnreadable,
  'token-missing': tokenMissing,
  'token-differs': tokenDiffers,
  'clocks-differ': clocksDiffer,
  'disk-nearly-full': diskNearlyFull,
  'versions-differ': versionsDiffer,
  'upgrade-waiting': upgradeWaiting,
  'bad-release': badRelease,
  'node-cordoned': nodeCordoned,
  'certificates-near-end': certificatesNearEnd,
  'journal-silent': journalSilent,
  'file-readable-by-others': fileReadableByOthers,
  'reload-off': reloadOff,
  'other-providers': otherProviders,
  'tools-missing': toolsMissing,
};
