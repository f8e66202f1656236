import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTransientUnit, type TransientUnit } from '../../src/engine/transient-unit.ts';

const ID = '4f1f8d2f8a6c4b4f9f3c2b1a09182736';

function shown(properties: Readonly<Record<string, string>>): string {
  const all = {
    LoadState: 'loaded',
    Result: 'success',
    ExecMainCode: '0',
    ExecMainStatus: '0',
    InvocationID: ID,
    ...properties,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

const STATES: readonly (readonly [string, Readonly<Record<string, string>>, TransientUnit])[] = [
  ['a unit that never was', { LoadState: 'not-found', ActiveState: 'inactive', InvocationID: '' }, { kind: 'absent' }],
  [
    'one whose job is queued',
    { ActiveState: 'inactive', SubState: 'dead', InvocationID: '' },
    { kind: 'running', invocationId: '' },
  ],
  ['one that works', { ActiveState: 'activating', SubState: 'start' }, { kind: 'running', invocationId: ID }],
  [
    'one that ended well',
    { ActiveState: 'active', SubState: 'exited', ExecMainCode: '1' },
    { kind: 'succeeded', invocationId: ID },
  ],
  [
    'one that exited 1',
    { ActiveState: 'failed', SubState: 'failed', Result: 'exit-code', ExecMainCode: '1', ExecMainStatus: '1' },
    { kind: 'failed', invocationId: ID, result: 'exit-code', exitStatus: 1 },
  ],
  [
    'one that was killed',
    { ActiveState: 'failed', SubState: 'failed', Result: 'signal', ExecMainCode: '2', ExecMainStatus: '9' },
    { kind: 'failed', invocationId: ID, result: 'signal', exitStatus: undefined },
  ],
  [
    'one that ended well and was stopped',
    { ActiveState: 'inactive', ExecMainCode: '1' },
    { kind: 'succeeded', invocationId: ID },
  ],
];

describe('the unit of a stage command', () => {
  it.each(STATES)('given %s, when its state is read, then it is told apart', (_what, properties, expected) => {
    expect(parseTransientUnit(shown(properties))).toEqual(expected);
  });

  it.each([
    ['nothing', ''],
    ['a state nobody knows', shown({ ActiveState: 'dreaming' })],
    ['a masked unit', shown({ LoadState: 'masked', ActiveState: 'inactive' })],
    ['active without an end', shown({ ActiveState: 'active', ExecMainCode: '0' })],
    ['killed and yet inactive', shown({ ActiveState: 'inactive', ExecMainCode: '2', ExecMainStatus: '15' })],
  ])('given %s, when its state is read, then it is unknown and the text kept', (_what, raw) => {
    expect(parseTransientUnit(raw)).toEqual({ kind: 'unknown', raw });
  });

  it('given any text, when it is read, then success is never made up', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        expect(parseTransientUnit(raw)).toEqual({ kind: 'unknown', raw });
      }),
    );
  });
});
