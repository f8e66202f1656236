import type { Check } from '../model/check.ts';
import { SEVERITIES, type Diagnosis, type SignatureDetails } from '../model/diagnosis.ts';
import type { Examination } from './examination.ts';
import type { Match, Signature } from './signature.ts';
import { SIGNATURES, type KnownSignatureId } from './signatures.ts';
import { unrecognised } from './unrecognised.ts';
import { settledChecks } from './checks/settled.ts';
import { preflightMidRotation } from './preflight.ts';
import { isRotationUnfinished } from './rotation-unfinished.ts';

type Found = Match<SignatureDetails[KnownSignatureId]> & { readonly id: KnownSignatureId };

/**
 * What is wrong with a cluster, the most urgent first, in the order of the table within a severity. A consequence of
 * another diagnosis is not listed, and the other diagnosis names the consequence in `explained`. Refused checks that no
 * signature recognises are one diagnosis, unless another diagnosis is at least `broken`. An empty list means that
 * nothing is wrong. Pure.
 */
export function diagnose(examination: Examination): readonly Diagnosis[] {
  const ids = Object.keys(SIGNATURES) as readonly KnownSignatureId[];
  const checks = checksNow(examination);
  const found = ids.flatMap((id) => findingsOf(id, examination, checks));
  const known = found
    .filter((one) => !found.some((other) => explains(other, one)))
    .map((one) => diagnosisOf(one, found))
    .sort((one, other) => rankOf(one) - rankOf(other));
  if (known.some(({ severity }) => severity === 'danger' || severity === 'broken')) return known;
  const spokenFor = found.flatMap(({ id }) => SIGNATURES[id].checks ?? []);
  return [...known, ...unrecognised(checks, spokenFor, known)].sort((one, other) => rankOf(one) - rankOf(other));
}

function findingsOf(id: KnownSignatureId, examination: Examination, checks: readonly Check[]): readonly Found[] {
  return SIGNATURES[id].find(examination, checks).map((match) => ({ ...match, id }));
}

/** Whether one trouble brings the other along. Servers of a cause may be fewer than those of a consequence. */
function explains(cause: Found, consequence: Found): boolean {
  if (cause === consequence) return false;
  const {
    explainsHere = [],
    explainsEverywhere = [],
  }: Pick<Signature<KnownSignatureId>, 'explainsHere' | 'explainsEverywhere'> = SIGNATURES[cause.id];
  if (explainsEverywhere.includes(consequence.id)) return true;
  const { servers } = consequence;
  return (
    explainsHere.includes(consequence.id) && servers.length > 0 && servers.every((name) => cause.servers.includes(name))
  );
}

function diagnosisOf(one: Found, found: readonly Found[]): Diagnosis {
  const { severity, source } = SIGNATURES[one.id];
  const explained = [...new Set(found.filter((other) => explains(one, other)).map(({ id }) => id))];
  return { ...one, severity, source, explained } as Diagnosis;
}

function rankOf({ severity }: Pick<Diagnosis, 'severity'>): number {
  return SEVERITIES.indexOf(severity);
}

/** The checks that a rotation would meet now, whoever began it. Between rotations the servers must also be settled. */
function checksNow({ facts, cluster, now, knownIssuesFor }: Examination): readonly Check[] {
  const input = {
    facts,
    cluster,
    now,
    knownIssuesFor,
    resolved: 'staged',
    strategy: undefined,
    acceptWriteWindow: false,
    freezeWrites: false,
  } as const;
  return [...preflightMidRotation(input), ...(isRotationUnfinished(facts) ? [] : settledChecks(input))];
}
