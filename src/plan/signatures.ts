import type { SignatureId } from '../model/diagnosis.ts';
import type { Signature } from './signature.ts';
import { keyGone } from './signatures/key-gone.ts';
import { keyHeld } from './signatures/key-held.ts';
import { newerThanDatastore } from './signatures/newer-than-datastore.ts';
import { onlyCopyOfNewKey } from './signatures/only-copy-of-new-key.ts';
import { quorumLost } from './signatures/quorum-lost.ts';
import { rewriteCutOff } from './signatures/rewrite-cut-off.ts';
import { rewriteDenied } from './signatures/rewrite-denied.ts';
import { rewriteMetDeletedSecret } from './signatures/rewrite-met-deleted-secret.ts';
import { serversMadeOwnKeys } from './signatures/servers-made-own-keys.ts';

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
  'servers-made-own-keys': serversMadeOwnKeys,
  'quorum-lost': quorumLost,
  'rewrite-met-deleted-secret': rewriteMetDeletedSecret,
  'rewrite-denied': rewriteDenied,
};
