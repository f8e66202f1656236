import type { SignatureId, Diagnosis } from '../model/diagnosis.ts';
import type { SignatureWords, SignatureText } from './signature-form.ts';
import { annotationMissingWords } from './signatures/annotation-missing.ts';
import { annotationOutdatedWords } from './signatures/annotation-outdated.ts';
import { apiserverNotLoadedWords } from './signatures/apiserver-not-loaded.ts';
import { apiserverNotReadyWords } from './signatures/apiserver-not-ready.ts';
import { badReleaseWords } from './signatures/bad-release.ts';
import { certificatesNearEndWords } from './signatures/certificates-near-end.ts';
import { clocksDifferWords } from './signatures/clocks-differ.ts';
import { configDiffersWords } from './signatures/config-differs.ts';
import { configMismatchWords } from './signatures/config-mismatch.ts';
import { configUnreadableWords } from './signatures/config-unreadable.ts';
import { datastoreUnaskableWords } from './signatures/datastore-unaskable.ts';
import { diskNearlyFullWords } from './signatures/disk-nearly-full.ts';
import { encryptionOffWords } from './signatures/encryption-off.ts';
import { enginePanicsWords } from './signatures/engine-panics.ts';
import { etcdLearnerWords } from './signatures/etcd-learner.ts';
import { etcdMemberDownWords } from './signatures/etcd-member-down.ts';
import { etcdNoSpaceWords } from './signatures/etcd-no-space.ts';
import { fileEditedWords } from './signatures/file-edited.ts';
import { fileReadableByOthersWords } from './signatures/file-readable-by-others.ts';
import { followersLackNewKeyWords } from './signatures/followers-lack-new-key.ts';
import { foreignRotationWords } from './signatures/foreign-rotation.ts';
import { freezeLeftWords } from './signatures/freeze-left.ts';
import { freezeMustStayWords } from './signatures/freeze-must-stay.ts';
import { journalSilentWords } from './signatures/journal-silent.ts';
import { keyGoneWords } from './signatures/key-gone.ts';
import { keyHeldWords } from './signatures/key-held.ts';
import { lateReloadWords } from './signatures/late-reload.ts';
import { newerThanDatastoreWords } from './signatures/newer-than-datastore.ts';
import { noSecretsSeenWords } from './signatures/no-secrets-seen.ts';
import { nodeCordonedWords } from './signatures/node-cordoned.ts';
import { nodeNotReadyWords } from './signatures/node-not-ready.ts';
import { onlyCopyOfNewKeyWords } from './signatures/only-copy-of-new-key.ts';
import { otherEncryptionFileWords } from './signatures/other-encryption-file.ts';
import { otherProvidersWords } from './signatures/other-providers.ts';
import { othersAtWorkWords } from './signatures/others-at-work.ts';
import { plaintextSecretsWords } from './signatures/plaintext-secrets.ts';
import { quorumLostWords } from './signatures/quorum-lost.ts';
import { reloadOffWords } from './signatures/reload-off.ts';
import { rewriteCutOffWords } from './signatures/rewrite-cut-off.ts';
import { rewriteDeniedWords } from './signatures/rewrite-denied.ts';
import { rewriteGaveUpWords } from './signatures/rewrite-gave-up.ts';
import { rewriteMetDeletedSecretWords } from './signatures/rewrite-met-deleted-secret.ts';
import { rewriteRunningWords } from './signatures/rewrite-running.ts';
import { rewriteSilentWords } from './signatures/rewrite-silent.ts';
import { runAtWorkWords } from './signatures/run-at-work.ts';
import { secretsLeftBehindWords } from './signatures/secrets-left-behind.ts';
import { secretsUnderAnotherProviderWords } from './signatures/secrets-under-another-provider.ts';
import { serverNotListedWords } from './signatures/server-not-listed.ts';
import { serverUnaskedWords } from './signatures/server-unasked.ts';
import { serversMadeOwnKeysWords } from './signatures/servers-made-own-keys.ts';
import { serviceCrashesWords } from './signatures/service-crashes.ts';
import { serviceNotRunningWords } from './signatures/service-not-running.ts';
import { staleNodeWords } from './signatures/stale-node.ts';
import { startHangsWords } from './signatures/start-hangs.ts';
import { statusUnansweredWords } from './signatures/status-unanswered.ts';
import { tokenDiffersWords } from './signatures/token-differs.ts';
import { tokenMissingWords } from './signatures/token-missing.ts';
import { toolsMissingWords } from './signatures/tools-missing.ts';
import { unfinishedRunWords } from './signatures/unfinished-run.ts';
import { unrecognisedWords } from './signatures/unrecognised.ts';
import { upgradeWaitingWords } from './signatures/upgrade-waiting.ts';
import { versionsDifferWords } from './signatures/versions-differ.ts';
import { waitsForOwnApiserverWords } from './signatures/waits-for-own-apiserver.ts';
import { NO_HINTS, type Hints } from './hints.ts';

/** The words of each signature. */
export const SIGNATURE_WORDS: { readonly [Id in SignatureId]: SignatureWords<Id> } = {
  'key-gone': keyGoneWords,
  'key-held': keyHeldWords,
  'only-copy-of-new-key': onlyCopyOfNewKeyWords,
  'rewrite-cut-off': rewriteCutOffWords,
  'newer-than-datastore': newerThanDatastoreWords,
  'file-edited': fileEditedWords,
  'servers-made-own-keys': serversMadeOwnKeysWords,
  'quorum-lost': quorumLostWords,
  'etcd-no-space': etcdNoSpaceWords,
  'freeze-must-stay': freezeMustStayWords,
  'late-reload': lateReloadWords,
  'followers-lack-new-key': followersLackNewKeyWords,
  'secrets-left-behind': secretsLeftBehindWords,
  'apiserver-not-loaded': apiserverNotLoadedWords,
  'rewrite-met-deleted-secret': rewriteMetDeletedSecretWords,
  'rewrite-denied': rewriteDeniedWords,
  'rewrite-gave-up': rewriteGaveUpWords,
  'rewrite-silent': rewriteSilentWords,
  'unfinished-run': unfinishedRunWords,
  'foreign-rotation': foreignRotationWords,
  'server-unasked': serverUnaskedWords,
  'etcd-member-down': etcdMemberDownWords,
  'config-mismatch': configMismatchWords,
  'start-hangs': startHangsWords,
  'waits-for-own-apiserver': waitsForOwnApiserverWords,
  'engine-panics': enginePanicsWords,
  'service-crashes': serviceCrashesWords,
  'service-not-running': serviceNotRunningWords,
  'apiserver-not-ready': apiserverNotReadyWords,
  'node-not-ready': nodeNotReadyWords,
  'status-unanswered': statusUnansweredWords,
  'annotation-missing': annotationMissingWords,
  'annotation-outdated': annotationOutdatedWords,
  'stale-node': staleNodeWords,
  'encryption-off': encryptionOffWords,
  'other-encryption-file': otherEncryptionFileWords,
  'plaintext-secrets': plaintextSecretsWords,
  'secrets-under-another-provider': secretsUnderAnotherProviderWords,
  'no-secrets-seen': noSecretsSeenWords,
  'datastore-unaskable': datastoreUnaskableWords,
  'freeze-left': freezeLeftWords,
  'run-at-work': runAtWorkWords,
  'rewrite-running': rewriteRunningWords,
  'others-at-work': othersAtWorkWords,
  'etcd-learner': etcdLearnerWords,
  'server-not-listed': serverNotListedWords,
  'config-differs': configDiffersWords,
  'config-unreadable': configUnreadableWords,
  'token-missing': tokenMissingWords,
  'token-differs': tokenDiffersWords,
  'clocks-differ': clocksDifferWords,
  'disk-nearly-full': diskNearlyFullWords,
  'versions-differ': versionsDifferWords,
  'upgrade-waiting': upgradeWaitingWords,
  'bad-release': badReleaseWords,
  'node-cordoned': nodeCordonedWords,
  'certificates-near-end': certificatesNearEndWords,
  'journal-silent': journalSilentWords,
  'file-readable-by-others': fileReadableByOthersWords,
  'reload-off': reloadOffWords,
  'other-providers': otherProvidersWords,
  'tools-missing': toolsMissingWords,
  unrecognised: unrecognisedWords,
};

/** The words of a diagnosis. */
export function signatureText(diagnosis: Diagnosis, hints: Hints = NO_HINTS): SignatureText {
  // The table has the words of each signature under its own id.
  const words = SIGNATURE_WORDS[diagnosis.id] as SignatureWords<SignatureId>;
  return words.text(diagnosis, hints);
}
