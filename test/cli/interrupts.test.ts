import { EventEmitter } from 'node:events';
import { describe, it } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { unlessInterrupted, watchInterrupts } from '../../src/cli/interrupts.ts';
import { success } from '../../src/model/result.ts';

function watched() {
  const source = new EventEmitter();
  const events: Event[] = [];
  let givenUp = 0;
  const interrupts = watchInterrupts({
    source,
    emit: (event) => events.push(event),
    giveUp: () => {
      givenUp += 1;
    },
  });
  return { source, events, interrupts, givenUp: () => givenUp };
}

describe('Ctrl-C', () => {
  it('given once, asks to stop at the next safe point', ({ expect }) => {
    const { source, events, interrupts } = watched();
    source.emit('SIGINT');
    expect([interrupts.soft.aborted, interrupts.hard.aborted]).toEqual([true, false]);
    expect(events).toEqual([{ type: 'interrupt-requested', hard: false, signal: 'SIGINT' }]);
  });

  it('given twice, asks to stop now; a closed terminal counts as one', ({ expect }) => {
    const { source, events, interrupts } = watched();
    source.emit('SIGHUP');
    source.emit('SIGTERM');
    expect([interrupts.soft.aborted, interrupts.hard.aborted]).toEqual([true, true]);
    expect(events.at(-1)).toEqual({ type: 'interrupt-requested', hard: true, signal: 'SIGTERM' });
    expect(interrupts.soft.reason).toBe('SIGHUP');
  });

  it('given a closed terminal of which kernel and shell both tell, still stops at the next safe point', ({
    expect,
  }) => {
    const { source, events, interrupts } = watched();
    source.emit('SIGHUP');
    source.emit('SIGHUP');
    expect([interrupts.soft.aborted, interrupts.hard.aborted]).toEqual([true, false]);
    expect(events).toEqual([{ type: 'interrupt-requested', hard: false, signal: 'SIGHUP' }]);
  });

  it('given a third time, gives up waiting', ({ expect }) => {
    const { source, givenUp } = watched();
    source.emit('SIGINT');
    source.emit('SIGINT');
    expect(givenUp()).toBe(0);
    source.emit('SIGINT');
    expect(givenUp()).toBe(1);
  });

  it('given the end of the command, listens no more', ({ expect }) => {
    const { source, interrupts } = watched();
    interrupts[Symbol.dispose]();
    expect(source.eventNames()).toEqual([]);
  });
});

describe('what was found until Ctrl-C', () => {
  it.for([
    { what: 'no signal', signals: [], wanted: { ok: true, value: 'servers' } },
    {
      what: 'a signal',
      signals: ['SIGINT'],
      wanted: { ok: false, failure: { kind: 'interrupted', at: undefined, by: 'SIGINT' } },
    },
  ])('given $what, is used only if it is whole', ({ signals, wanted }, { expect }) => {
    const { source, interrupts } = watched();
    for (const signal of signals) source.emit(signal);

    expect(unlessInterrupted(success('servers'), interrupts)).toEqual(wanted);
  });
});
