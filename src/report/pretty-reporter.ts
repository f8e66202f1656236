import type { RunEndedEvent } from '../model/event.ts';
import type { Hints } from './hints.ts';
import { createLiveReporter, type Every } from './live-reporter.ts';
import { createLogReporter } from './log-reporter.ts';
import { outcomeText } from './outcome-text.ts';
import { renderFailure } from './render-error.ts';
import type { Reporter } from './reporter.ts';
import { createStyle } from './style.ts';
import { summaryText } from './summary/summary-text.ts';
import type { Terminal } from './terminal.ts';

/** What a reporter for people needs. */
export interface PrettyReporterOptions {
  /** Progress and results. */
  readonly output: Terminal;
  /** Errors. */
  readonly errors: Terminal;
  readonly hints: Hints;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly every: Every;
}

/** The live view on a terminal, or a quiet log anywhere else. Both end with the closing figures and the outcome. */
export function createPrettyReporter(options: PrettyReporterOptions): Reporter {
  const { output, now, every } = options;
  const onEnd = (event: RunEndedEvent): void => closing(options, event);
  return output.isTty
    ? createLiveReporter({ terminal: output, now, every, onEnd })
    : createLogReporter({ write: output.write, now, every, onEnd });
}

function closing(options: PrettyReporterOptions, { outcome, summary }: RunEndedEvent): void {
  const { output, errors, hints } = options;
  const style = createStyle(output.colour);
  if (summary !== undefined)
    output.write(summaryText(summary, outcome.kind, { style, width: output.columns(), hints }));
  const text = outcomeText(outcome, summary, hints);
  if ('bad' in text) {
    errors.write(renderFailure(text.bad, { style: createStyle(errors.colour), width: errors.columns() }));
    return;
  }
  // The summary begins with the verdict.
  if (summary === undefined) output.write(`${style.green(text.good)}\n`);
}
