import { createAnswerMeter } from './answer-meter.ts';
import type { Exceeded, TextBounds } from './answer-bounds.ts';
import type { OutOfBounds } from './command-result.ts';
import { createOutputCapture, type Captured } from './output-capture.ts';
import type { Redactor } from './redaction.ts';

/** What is kept of both outputs of a command. */
export interface OutputLimits {
  readonly maxStdoutBytes: number;
  readonly maxStderrBytes: number;
  /** Bounds of the answer, or `undefined` for a command whose ending matters more than its answer. */
  readonly bounds: TextBounds | undefined;
  readonly redactor: Redactor;
}

/** Both outputs of one running command. */
export interface CommandOutputs {
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  /** The kept parts. Nothing that arrives later is taken. */
  end(): { readonly stdout: Captured; readonly stderr: Captured };
}

/** Captures both outputs. `exceeded` is called when the answer goes beyond its bounds, perhaps more than once. */
export function createCommandOutputs(
  { maxStdoutBytes, maxStderrBytes, bounds, redactor }: OutputLimits,
  exceeded: (ending: OutOfBounds) => void,
): CommandOutputs {
  const stdout = createOutputCapture(maxStdoutBytes, redactor, bounds === undefined ? 'head-and-tail' : 'head');
  const stderr = createOutputCapture(maxStderrBytes, redactor);
  const meter = bounds === undefined ? undefined : createAnswerMeter(bounds);
  let isOver = false;
  const judge = (found: Exceeded | undefined): void => {
    if (found !== undefined) exceeded({ kind: 'out-of-bounds', ...found });
  };
  return {
    stdout: (chunk) => {
      if (isOver) return;
      stdout.add(chunk);
      judge(meter?.stdout(chunk));
    },
    stderr: (chunk) => {
      if (isOver) return;
      stderr.add(chunk);
      judge(meter?.stderr(chunk));
    },
    end: () => {
      isOver = true;
      return { stdout: stdout.end(), stderr: stderr.end() };
    },
  };
}
