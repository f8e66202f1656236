import type { DiagnosisOf, SignatureId } from '../model/diagnosis.ts';
import type { Hints } from './hints.ts';

/** One diagnosis for a person. */
export interface SignatureText {
  /** One sentence without a full stop. */
  readonly what: string;
  /** What it means, and what follows from it. */
  readonly meaning: readonly string[];
  /** What to do. Commands are whole and ready to copy. */
  readonly next: readonly string[];
  /** What not to do, as the end of a sentence that begins with `do not`. */
  readonly not: readonly string[];
}

/** The words of one signature. */
export interface SignatureWords<Id extends SignatureId> {
  /** The trouble in general, for the table of docs/doctor.md. */
  readonly name: string;
  text(diagnosis: DiagnosisOf<Id>, hints: Hints): SignatureText;
}
