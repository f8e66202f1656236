import type { StartStep } from '../../model/engine-journal.ts';
import { journalOf, type Examination } from '../examination.ts';
import type { Match } from '../signature.ts';

/** Servers whose service does not run, and whose newest start has not come further than a step. */
export function startingAt(
  examination: Examination,
  step: StartStep,
): readonly Match<{ readonly server: string; readonly version: string }>[] {
  return examination.facts.servers
    .filter(({ unit }) => unit.activeState === 'activating')
    .filter(({ name }) => journalOf(examination, name)?.startingAt === step)
    .map(({ name, unit, binaryVersion }) => ({
      servers: [name],
      evidence: [`${unit.name}=${unit.activeState}/${unit.subState}`, `step=${step}`, `version=${binaryVersion}`],
      details: { server: name, version: binaryVersion },
    }));
}
