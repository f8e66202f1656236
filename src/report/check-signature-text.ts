import type { CheckDetails, DiagnosisOf, SignatureDetails, SignatureId } from '../model/diagnosis.ts';
import { nextOf } from './check-text.ts';
import { CHECK_WORDS, type CheckId } from './check-words.ts';
import type { SignatureWords } from './signature-form.ts';
import { capitalized, listed } from './units.ts';

/** Signatures that rest on the checks before a rotation. */
type CheckSignatureId = { [Id in SignatureId]: SignatureDetails[Id] extends CheckDetails ? Id : never }[SignatureId];

/**
 * The words of a signature that rests on checks. What is wrong and what to do are the words of the check, so that a
 * refused rotation and a diagnosis never differ.
 */
export function wordsOfCheck<Id extends CheckSignatureId>(check: CheckId, not: readonly string[]): SignatureWords<Id> {
  return {
    name: capitalized(CHECK_WORDS[check]?.bad ?? check),
    text: (diagnosis, hints) => {
      // The type of a generic signature says nothing about its details.
      const { servers, details } = diagnosis as DiagnosisOf<CheckSignatureId>;
      const words = CHECK_WORDS[details.check];
      const next = nextOf(words, hints);
      const [node, another] = details.nodes;
      const named =
        node === undefined || another !== undefined ? next : next.map((line) => line.replace(/\bNODE\b/, node));
      const where = servers.length === 0 ? '' : ` (${listed(servers)})`;
      return { what: `${capitalized(words?.bad ?? details.check)}${where}`, meaning: [], next: named, not };
    },
  };
}
