import type { Check } from '../model/check.ts';
import type { Severity, SignatureDetails, SignatureId } from '../model/diagnosis.ts';
import type { Examination } from './examination.ts';

/** One place where a signature fits. */
export interface Match<Details> {
  readonly servers: readonly string[];
  readonly evidence: readonly string[];
  readonly details: Details;
}

/** A known trouble. The words are in src/report/signatures, in a file of the same name. */
export interface Signature<Id extends SignatureId> {
  readonly severity: Severity;
  /** Pages of docs/facts with their sections, and upstream issues. */
  readonly source: readonly string[];
  /** Signatures that this trouble brings along on its own servers. */
  readonly explainsHere?: readonly SignatureId[];
  /** Signatures that this trouble brings along on any server. */
  readonly explainsEverywhere?: readonly SignatureId[];
  /** Checks that this signature speaks for. */
  readonly checks?: readonly string[];
  /** `checks` are those of a rotation that would begin, or go on, now. */
  find(examination: Examination, checks: readonly Check[]): readonly Match<SignatureDetails[Id]>[];
}
