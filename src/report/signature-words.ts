import type { SignatureId } from '../model/diagnosis.ts';
import type { SignatureWords } from './signature-text.ts';
import { keyGoneWords } from './signatures/key-gone.ts';
import { keyHeldWords } from './signatures/key-held.ts';
import { newerThanDatastoreWords } from './signatures/newer-than-datastore.ts';
import { onlyCopyOfNewKeyWords } from './signatures/only-copy-of-new-key.ts';
import { quorumLostWords } from './signatures/quorum-lost.ts';
import { rewriteCutOffWords } from './signatures/rewrite-cut-off.ts';
import { rewriteDeniedWords } from './signatures/rewrite-denied.ts';
import { rewriteMetDeletedSecretWords } from './signatures/rewrite-met-deleted-secret.ts';
import { serversMadeOwnKeysWords } from './signatures/servers-made-own-keys.ts';
import { unrecognisedWords } from './signatures/unrecognised.ts';

/** The words of each signature. */
export const SIGNATURE_WORDS: { readonly [Id in SignatureId]: SignatureWords<Id> } = {
  'key-gone': keyGoneWords,
  'key-held': keyHeldWords,
  'only-copy-of-new-key': onlyCopyOfNewKeyWords,
  'rewrite-cut-off': rewriteCutOffWords,
  'newer-than-datastore': newerThanDatastoreWords,
  'servers-made-own-keys': serversMadeOwnKeysWords,
  'quorum-lost': quorumLostWords,
  'rewrite-met-deleted-secret': rewriteMetDeletedSecretWords,
  'rewrite-denied': rewriteDeniedWords,
  unrecognised: unrecognisedWords,
};
