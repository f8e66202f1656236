import type { SignatureId } from '../model/diagnosis.ts';
import type { Reason } from './advice.ts';

/** The place of an advice of doctor. */
export type SignatureAdviceId = `doctor/${SignatureId}`;

/** Why what doctor advises for each signature harms nobody. */
export const SIGNATURE_ADVICE: Readonly<Record<SignatureAdviceId, readonly Reason[]>> = {
  'doctor/key-gone': ['keeps', 'waits'],
  'doctor/key-held': ['keeps', 'waits'],
  'doctor/only-copy-of-new-key': ['keeps', 'waits', 'looks'],
  'doctor/rewrite-cut-off': ['one-restart', 'keeps', 'continues'],
  'doctor/newer-than-datastore': ['keeps', 'looks', 'waits'],
  'doctor/servers-made-own-keys': ['keeps', 'looks', 'documentation'],
  'doctor/quorum-lost': ['host', 'looks', 'documentation'],
  'doctor/rewrite-met-deleted-secret': ['one-restart', 'keeps', 'continues'],
  'doctor/rewrite-denied': ['admission', 'one-restart', 'keeps', 'continues'],
  'doctor/unrecognised': ['looks', 'continues'],
};
