import type { Event } from '../model/event.ts';
import { jsonText } from '../model/json-text.ts';
import { EXIT_CODES, type Outcome } from '../model/outcome.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { failureText } from './failure-text.ts';
import type { Hints } from './hints.ts';
import { hintsAfter } from './outcome-text.ts';
import type { Reporter, Write } from './reporter.ts';
import type { ResultDocument, StepResult } from './result-document.ts';

/** The destination of the document. */
export interface JsonReporterOptions {
  readonly write: Write;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly hints: Hints;
  /** Informs a person on the other stream. */
  readonly onOutcome: (outcome: Outcome, summary: RunSummary | undefined) => void;
}

/** `--output json`. The reporter is silent until the end, then writes one document `keyturn.result/1`. */
export function createJsonReporter(options: JsonReporterOptions): Reporter {
  const { write, now, hints, onOutcome } = options;
  const startedAt = new Date(now()).toISOString();
  const steps: StepResult[] = [];
  let frozen: ResultDocument['writesLeftFrozen'];
  let cluster: string | undefined;
  let run: Pick<ResultDocument, 'runId' | 'plan'> | undefined;
  return {
    emit: (event) => {
      if (event.type === 'run-started' || event.type === 'run-resumed') run = { runId: event.runId, plan: event.plan };
      if ('cluster' in event) ({ cluster } = event);
      if (event.type === 'writes-left-frozen') {
        const { reason, server, lines } = event;
        frozen = { reason, server, lines };
      }
      const step = stepResult(event);
      if (step !== undefined) steps.push(step);
      if (event.type !== 'run-ended') return;
      const { outcome, summary } = event;
      const document: ResultDocument = {
        schema: 'keyturn.result/1',
        startedAt,
        endedAt: new Date(now()).toISOString(),
        cluster,
        runId: run?.runId,
        plan: run?.plan,
        steps,
        outcome,
        writesLeftFrozen: frozen,
        exitCode: EXIT_CODES[outcome.kind].code,
        error: 'failure' in outcome ? failureText(outcome.failure, hintsAfter(outcome, hints)) : undefined,
        summary,
      };
      write(`${jsonText(document, 2)}\n`);
      onOutcome(outcome, summary);
    },
    close: () => undefined,
  };
}

function stepResult(event: Event): StepResult | undefined {
  switch (event.type) {
    case 'step-finished': {
      const { step, durationMs, found, evidence } = event;
      return { step, durationMs, found, evidence };
    }
    case 'step-failed':
      return { step: event.step, failure: event.failure };
    default:
      return undefined;
  }
}
