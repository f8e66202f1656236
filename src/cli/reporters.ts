import { whileRunning, type HeldKeys } from './held-keys.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { jsonText } from '../model/json-text.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Hints } from '../report/hints.ts';
import { createJsonReporter } from '../report/json-reporter.ts';
import { createLogReporter } from '../report/log-reporter.ts';
import { createNdjsonReporter } from '../report/ndjson-reporter.ts';
import { outcomeText } from '../report/outcome-text.ts';
import { createPrettyReporter } from '../report/pretty-reporter.ts';
import { createProgressReporter } from '../report/progress-reporter.ts';
import { renderFailure } from '../report/render-error.ts';
import type { Reporter } from '../report/reporter.ts';
import { createStyle } from '../report/style.ts';
import type { Terminal } from '../report/terminal.ts';

/** What every kind of reporter is made from. */
export interface ReporterParts {
  readonly output: Terminal;
  readonly errors: Terminal;
  readonly hints: Hints;
  /** Makes the holder of the terminal's keys for a live view, given how to take the view off the screen. */
  readonly keysFor?: (suspendView: () => void) => HeldKeys;
}

/** The reporter of a run, by `--output`. */
export function runReporter(form: 'pretty' | 'ndjson' | 'json', parts: ReporterParts): Reporter {
  const now = (): number => Date.now();
  const { write } = parts.output;
  const onOutcome = (outcome: Outcome, summary: RunSummary | undefined): void => tellOutcome(parts, outcome, summary);
  switch (form) {
    case 'ndjson':
      return createNdjsonReporter({ ...parts, write, now, onOutcome });
    case 'json':
      return createJsonReporter({ ...parts, write, now, onOutcome });
    default:
      return holdingKeys(createPrettyReporter({ ...parts, now, every }), parts);
  }
}

/** A live view that what is typed would tear. */
function holdingKeys(view: Reporter, { output, keysFor }: ReporterParts): Reporter {
  if (!output.isTty || keysFor === undefined) return view;
  return whileRunning(
    view,
    keysFor(() => view.suspend?.()),
  );
}

/**
 * The reporter of a command that only asks. stdout gets the answer alone, and stderr gets the progress. Off a terminal
 * the progress is only the count of Secrets read back. With `--output json` no progress is shown, as in every command.
 */
export function queryReporter(
  form: 'pretty' | 'json',
  parts: ReporterParts,
  options: { readonly silent?: boolean } = {},
): Reporter {
  const { output, errors } = parts;
  const onEnd = ({ outcome }: { readonly outcome: Outcome }): void => {
    if (form === 'json') output.write(`${jsonText({ schema: 'keyturn.error/1', outcome }, 2)}\n`);
    tellOutcome(parts, outcome, undefined);
  };
  const write = form === 'pretty' && options.silent !== true ? errors.write : () => undefined;
  return errors.isTty
    ? createLogReporter({ write, now: () => Date.now(), every, stamps: false, onEnd })
    : createProgressReporter({ write, onEnd });
}

function tellOutcome({ errors, hints }: ReporterParts, outcome: Outcome, summary: RunSummary | undefined): void {
  const text = outcomeText(outcome, summary, hints);
  if ('good' in text) return;
  errors.write(renderFailure(text.bad, { style: createStyle(errors.colour), width: errors.columns() }));
}

/** The timer never keeps the process alive by itself. */
function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms);
  timer.unref();
  return () => clearInterval(timer);
}
