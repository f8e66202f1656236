import type { DiagnosisOf, SignatureId } from '../model/diagnosis.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Code } from '../model/units.ts';
import { EXIT_CODES } from '../model/outcome.ts';
import { healthParts, type Examined } from './doctor-text.ts';
import type { Hints } from './hints.ts';
import type { SignatureText } from './signature-form.ts';
import { signatureText } from './signature-words.ts';

/** A diagnosis with its words. */
interface DiagnosisInWords extends DiagnosisOf<SignatureId> {
  /** The words of the terminal. */
  readonly text: SignatureText;
}

/** The whole output of `keyturn doctor --output json`. */
export interface DoctorDocument {
  readonly schema: 'keyturn.doctor/1';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly cluster: string;
  readonly healthy: boolean;
  readonly exitCode: Code;
  /** The most urgent first. The list is empty if nothing is wrong. */
  readonly diagnoses: readonly DiagnosisInWords[];
  /** What was found in order, in words. */
  readonly inOrder: readonly string[];
  /** Servers that could not be asked. */
  readonly unasked: readonly string[];
  readonly facts: ClusterFacts;
}

/** The diagnoses with everything that they rest on. `now` is in ms since the epoch. */
export function doctorDocument(examined: Examined & { readonly now: number }, hints: Hints): DoctorDocument {
  const { facts, unasked, diagnoses, now } = examined;
  const healthy = diagnoses.length === 0;
  return {
    schema: 'keyturn.doctor/1',
    at: new Date(now).toISOString(),
    cluster: facts.cluster,
    healthy,
    exitCode: EXIT_CODES[healthy ? 'done' : 'proof-failed'].code,
    diagnoses: diagnoses.map((diagnosis) => ({ ...diagnosis, text: signatureText(diagnosis, hints) })),
    inOrder: healthParts(examined),
    unasked: unasked.map(({ name }) => name),
    facts,
  };
}
