import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';

import { createHeldKeys, isInForeground } from '../../src/cli/held-keys.ts';

function terminal({ isTTY = true, foreground = true } = {}) {
  const calls: string[] = [];
  const signals = new EventEmitter();
  const state = { foreground };
  const stdin = Object.assign(new PassThrough(), {
    isTTY,
    setRawMode: (raw: boolean) => void calls.push(raw ? 'raw' : 'cooked'),
  });
  const keys = createHeldKeys({
    stdin,
    isForeground: () => state.foreground,
    interrupt: () => void calls.push('interrupt'),
    suspend: () => void calls.push('suspend'),
    quit: () => void calls.push('quit'),
    signals,
  });
  const type = async (text: string): Promise<void> => {
    stdin.write(text);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { calls, keys, signals, state, stdin, type };
}

describe('the keys that are typed during a run', () => {
  it('given letters and Enter, drops them; given Ctrl-C, interrupts; at the end gives the terminal back', async ({
    expect,
  }) => {
    const { calls, keys, stdin, signals, type } = terminal();
    keys.hold();
    await type('secret passphrase\r');
    await type('\u0003');
    keys.release();
    keys.release();
    expect(calls).toEqual(['raw', 'interrupt', 'cooked']);
    expect(stdin.isPaused()).toBe(true);
    expect(signals.eventNames()).toEqual([]);
  });

  it('given Ctrl-Z, gives the terminal back before the process is stopped, and takes it again after fg', async ({
    expect,
  }) => {
    const { calls, keys, signals, type } = terminal();
    keys.hold();
    await type('\u001A');
    signals.emit('SIGCONT');
    await type('\u0003');
    expect(calls).toEqual(['raw', 'cooked', 'suspend', 'raw', 'interrupt']);
  });

  it('given Ctrl-Z and bg, leaves the terminal alone, because touching it from the background stops the process', async ({
    expect,
  }) => {
    const { calls, keys, signals, state, stdin, type } = terminal();
    keys.hold();
    await type('\u001A');
    state.foreground = false;
    signals.emit('SIGCONT');
    keys.release();
    expect(calls).toEqual(['raw', 'cooked', 'suspend']);
    expect(stdin.isPaused()).toBe(true);
  });

  it('given Ctrl-backslash, gives the terminal back and ends the process', async ({ expect }) => {
    const { calls, keys, type } = terminal();
    keys.hold();
    await type('\u001C');
    expect(calls).toEqual(['raw', 'cooked', 'quit']);
  });

  it.for([
    { what: 'no terminal', options: { isTTY: false } },
    { what: 'a process in the background', options: { foreground: false } },
  ])('given $what, touches nothing', ({ options }, { expect }) => {
    const { calls, keys, stdin } = terminal(options);
    keys.hold();
    keys.release();
    expect(calls).toEqual([]);
    expect(stdin.listenerCount('data')).toBe(0);
  });

  it('given a terminal that is closed, hears its error and goes on', ({ expect }) => {
    const { keys, stdin } = terminal();
    keys.hold();
    expect(() => stdin.emit('error', new Error('read EIO'))).not.toThrow();
  });
});

describe('the foreground of a terminal', () => {
  it.for([
    ['the process group of the terminal', '42 (no) de) S 1 42 7 34816 42 4194304 1', true],
    ['another group', '42 (node) S 1 42 7 34816 99 4194304 1', false],
    ['no terminal at all', '42 (node) S 1 42 7 0 -1 4194304 1', false],
    ['an answer that cannot be read', '', false],
  ] as const)('given %s', ([, stat, foreground], { expect }) => {
    expect(isInForeground(() => stat)).toBe(foreground);
  });

  it('given a machine that does not say, counts as no', ({ expect }) => {
    const readStat = (): string => {
      throw new Error('ENOENT');
    };
    expect(isInForeground(readStat)).toBe(false);
  });
});
