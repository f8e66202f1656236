import type { StartStep } from '../../model/engine-journal.ts';
import type { Examination } from '../examination.ts';
import type { Match } from '../signature.ts';

/** Servers whose service does not run, and whose newest start has not come further than a step. */
export function startingAt(
  { facts, journals }: Examination,
  step: StartStep,
): readonly Match<{ readonly server: string; readonly version: string }>[] {
  return facts.servers
    .filter(({ unit }) => unit.activeState === 'activating')
    .filter(({ name }) => journals.find(({ server }) => server === name)?.startingAt === step)
    .map(({ name, unit, binaryVersion }) => ({
      servers: [name],
      evidence: [`${unit.name}=${unit.activeState}/${unit.subState}`, `step=${step}`, `version=${binaryVersion}`],
      details: { server: name, version: binaryVersion },
    }));
}
