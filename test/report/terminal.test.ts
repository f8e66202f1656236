import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';
import { allReporters, type Reporter } from '../../src/report/reporter.ts';
import { terminalOf } from '../../src/report/terminal.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

const PLAIN_ENVIRONMENT = { environment: {}, noColour: false };

function tty(): PassThrough & { isTTY: boolean } {
  return Object.assign(new PassThrough(), { isTTY: true });
}

describe('the place reporters write to', () => {
  it('given a reader that went away, drops the text and breaks nothing', ({ expect }) => {
    const stream = new PassThrough();
    const terminal = terminalOf(stream, PLAIN_ENVIRONMENT);
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    terminal.write('lost');
    expect(stream.read()).toBeNull();
  });

  it('given a stream that throws, breaks nothing', ({ expect }) => {
    const terminal = terminalOf(
      {
        write: () => {
          throw new Error('write after end');
        },
        on: () => undefined,
      },
      PLAIN_ENVIRONMENT,
    );
    expect(() => terminal.write('x')).not.toThrow();
  });

  it.for([
    ['a terminal', tty(), PLAIN_ENVIRONMENT, { isTty: true, colour: true }],
    ['a pipe', new PassThrough(), PLAIN_ENVIRONMENT, { isTty: false, colour: false }],
    ['NO_COLOR', tty(), { environment: { NO_COLOR: '1' }, noColour: false }, { isTty: true, colour: false }],
    ['an empty NO_COLOR', tty(), { environment: { NO_COLOR: '' }, noColour: false }, { isTty: true, colour: true }],
    ['--no-color', tty(), { environment: {}, noColour: true }, { isTty: true, colour: false }],
    ['a dumb terminal', tty(), { environment: { TERM: 'dumb' }, noColour: false }, { isTty: false, colour: false }],
  ] as const)('given %s, knows what may be done', ([, stream, options, expected], { expect }) => {
    expect(terminalOf(stream, options)).toMatchObject(expected);
  });
});

describe('several reporters', () => {
  it('given one that throws, the others hear everything and the run nothing', ({ expect }) => {
    const heard: string[] = [];
    let calls = 0;
    const broken: Reporter = {
      emit: () => {
        calls += 1;
        throw new Error('disk full');
      },
      close: () => undefined,
    };
    const good: Reporter = { emit: ({ type }) => heard.push(type), close: () => heard.push('closed') };
    const both = allReporters([broken, good]);
    both.emit(SAMPLE_EVENTS['step-started']);
    both.emit(SAMPLE_EVENTS['step-finished']);
    both.close();
    expect(heard).toEqual(['step-started', 'step-finished', 'closed']);
    expect(calls).toBe(1);
  });
});
