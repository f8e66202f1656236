import type { Diagnosis, SignatureId } from '../model/diagnosis.ts';
import { NO_HINTS, type Hints } from './hints.ts';
import type { SignatureText, SignatureWords } from './signature-form.ts';
import { SIGNATURE_WORDS } from './signature-words.ts';

/** The words of a diagnosis. */
export function signatureText(diagnosis: Diagnosis, hints: Hints = NO_HINTS): SignatureText {
  // The table has the words of each signature under its own id.
  const words = SIGNATURE_WORDS[diagnosis.id] as SignatureWords<SignatureId>;
  return words.text(diagnosis, hints);
}
