import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';
import { askLine, askSecretly, askYesNo } from '../../src/cli/prompt.ts';

function terminal() {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) });
  const stderr = Object.assign(new PassThrough(), { isTTY: true });
  const shown: string[] = [];
  stderr.setEncoding('utf8').on('data', (text: string) => shown.push(text));
  return { io: { stdin, stdout: new PassThrough(), stderr, environment: {} }, stdin, modes, shown };
}

function givingUp() {
  const controller = new AbortController();
  return { soft: controller.signal, interrupt: () => controller.abort() };
}

describe('a question', () => {
  it('given an answer, reads one line', async ({ expect }) => {
    const { io, stdin, shown } = terminal();
    const answer = askLine(io, 'Sure?', new AbortController().signal);
    stdin.write('yes\nmore');
    expect(await answer).toBe('yes');
    expect(shown.join('')).toBe('Sure? ');
  });

  it('given Ctrl-C, is over without an answer, and its line is ended', async ({ expect }) => {
    const { io, shown } = terminal();
    const interrupt = new AbortController();
    const answer = askLine(io, 'Sure?', interrupt.signal);
    interrupt.abort();
    expect(await answer).toBeUndefined();
    expect(shown.join('')).toBe('Sure? \n');
  });

  it('given a narrow terminal, the question breaks between words and leaves room for the answer', async ({
    expect,
  }) => {
    const { io, stdin, shown } = terminal();
    const stderr = Object.assign(io.stderr, { columns: 30 });
    const answer = askLine({ ...io, stderr }, 'Rotate the key of prod now? [y/N]', new AbortController().signal);
    stdin.write('y\n');
    await answer;
    expect(shown.join('')).toBe('Rotate the key of prod\nnow? [y/N] ');
  });

  it('given the end of the input, is over without an answer, and its line is ended', async ({ expect }) => {
    const { io, stdin, shown } = terminal();
    const answer = askLine(io, 'Sure?', new AbortController().signal);
    stdin.end();
    expect(await answer).toBeUndefined();
    expect(shown.join('')).toBe('Sure? \n');
  });
});

describe('a question that is answered with yes or no', () => {
  it.for<readonly [string, boolean]>([
    ['yes\n', true],
    ['YES\n', true],
    ['y\n', true],
    ['n\n', false],
    ['\n', false],
  ])('given %j, asks nothing more', async ([typed, answer], { expect }) => {
    const { io, stdin, shown } = terminal();
    const answered = askYesNo(io, 'Sure?', new AbortController().signal);
    stdin.write(typed);
    expect(await answered).toBe(answer);
    expect(shown.join('')).toBe('Sure? ');
  });

  it.for<readonly [string, boolean]>([
    ['yes\n', true],
    ['later\n', false],
  ])('given neither, asks once more and takes %j', async ([typed, answer], { expect }) => {
    const { io, stdin, shown } = terminal();
    io.stderr.on('data', (text: string) => {
      if (text.includes('yes or no')) setImmediate(() => stdin.write(typed));
    });
    const answered = askYesNo(io, 'Sure?', new AbortController().signal);
    stdin.write('perhaps\n');
    expect(await answered).toBe(answer);
    expect(shown.join('')).toBe('Sure? Please type yes or no: ');
  });
});

describe('a question for a passphrase', () => {
  it('given typing with corrections, reads it and shows nothing of it', async ({ expect }) => {
    const { io, stdin, modes, shown } = terminal();
    const answer = askSecretly(io, 'Passphrase:', givingUp());
    stdin.write('wrong\u0015sesaxm\u007F\u007Fme\r');
    expect(await answer).toBe('sesame');
    expect(modes).toEqual([true, false]);
    expect(shown.join('')).toBe('Passphrase: \n');
  });

  it('given Ctrl-C, passes it on and has no answer', async ({ expect }) => {
    const { io, stdin, modes } = terminal();
    const way = givingUp();
    const answer = askSecretly(io, 'Passphrase:', way);
    stdin.write('ses\u0003ame\r');
    expect(await answer).toBeUndefined();
    expect(way.soft.aborted).toBe(true);
    expect(modes).toEqual([true, false]);
  });

  it('given a signal, is over without an answer, and the terminal is as before', async ({ expect }) => {
    const { io, modes } = terminal();
    const way = givingUp();
    const answer = askSecretly(io, 'Passphrase:', way);
    way.interrupt();
    expect(await answer).toBeUndefined();
    expect(modes).toEqual([true, false]);
  });

  it('given a signal before it, is not asked', async ({ expect }) => {
    const { io, shown } = terminal();
    const way = givingUp();
    way.interrupt();
    expect(await askSecretly(io, 'Passphrase:', way)).toBeUndefined();
    expect(shown).toEqual([]);
  });

  it('given nobody at a terminal, asks nobody', async ({ expect }) => {
    const { io, shown } = terminal();
    const answer = await askSecretly({ ...io, stdin: new PassThrough() }, 'Passphrase:', givingUp());
    expect(answer).toBeUndefined();
    expect(shown).toEqual([]);
  });
});
