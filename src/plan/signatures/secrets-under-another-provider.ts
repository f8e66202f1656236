import type { CheckDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import type { Match, Signature } from '../signature.ts';
import { isManaged } from './key-matches.ts';

/** Some Secrets are under a provider that the engine does not manage (failures.md 2.2, 5.7). */
export const secretsUnderAnotherProvider: Signature<'secrets-under-another-provider'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 2.2', 'docs/facts/failures.md 5.7'],
  checks: ['unknown-prefixes', 'keys-at-hand'],
  find: (examination) => strange(examination),
};

function strange({ facts: { census } }: Examination): readonly Match<CheckDetails>[] {
  const others = Object.entries(census?.byKey ?? {}).filter(([key, secrets]) => secrets > 0 && !isManaged(key));
  const unknown = census?.unknown ?? 0;
  if (others.length === 0 && unknown === 0) return [];
  const evidence = [
    ...others.map(([key, secrets]) => `under ${key}=${String(secrets)}`),
    ...(unknown > 0 ? [`unknown=${String(unknown)}`] : []),
  ];
  return [{ servers: [], evidence, details: { check: 'unknown-prefixes', nodes: [] } }];
}
