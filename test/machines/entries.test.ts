import { describe, it } from 'vitest';

import type { Entry } from '../../src/model/entry.ts';
import { courseOf, COURSES, entriesOf, ENTRIES } from './support/courses.ts';
import { run, traceOf } from './support/record.ts';

const several = courseOf('three servers', { snapshot: true });
const single = courseOf('one server', { snapshot: true });
const fast = courseOf('three servers', { snapshot: true, strategy: 'rotate-keys' });

const CASES: readonly {
  readonly given: string;
  readonly course: typeof several;
  readonly entry: Entry;
  readonly first: string;
}[] = [
  { given: 'several', course: several, entry: { at: 'start' }, first: 'takeSnapshot before' },
  { given: 'several', course: several, entry: { at: 'prepare' }, first: 'sealCredentials new-key' },
  { given: 'several', course: several, entry: { at: 'rotate' }, first: 'awaitGate rotate s1 saved' },
  {
    given: 'several',
    course: several,
    entry: { at: 'reencrypt_active', rewrite: 'drop-old' },
    first: 'awaitRewrite drop-old',
  },
  { given: 'several', course: several, entry: { at: 'reencrypt_finished' }, first: 'takeCensus before-roll' },
  { given: 'single', course: single, entry: { at: 'rotate' }, first: 'awaitGate rotate s1 saved' },
  {
    given: 'single',
    course: single,
    entry: { at: 'reencrypt_active', rewrite: 'keep-old' },
    first: 'awaitRewrite keep-old',
  },
  { given: 'single', course: single, entry: { at: 'before-drop' }, first: 'takeCensus before-drop' },
  {
    given: 'single',
    course: single,
    entry: { at: 'reencrypt_active', rewrite: 'drop-old' },
    first: 'awaitRewrite drop-old',
  },
  {
    given: 'single',
    course: single,
    entry: { at: 'reencrypt_finished' },
    first: 'awaitGate reencrypt_finished s1 saved',
  },
  {
    given: 'rotate-keys',
    course: fast,
    entry: { at: 'reencrypt_active', rewrite: 'drop-old' },
    first: 'sealCredentials new-key',
  },
];

const FROZEN_ENTRIES: readonly Entry[] = [
  { at: 'reencrypt_active', rewrite: 'drop-old' },
  { at: 'reencrypt_finished' },
];

describe('a rotation that is entered part-way', () => {
  for (const { given, course, entry, first } of CASES) {
    const rewrite = 'rewrite' in entry ? ` ${entry.rewrite}` : '';
    it(`${given}, at ${entry.at}${rewrite}: begins with ${first} and does what is left of the whole`, async ({
      expect,
    }) => {
      const whole = await traceOf(course);
      const rest = await traceOf(course, entry);
      expect(rest[0]).toBe(first);
      expect(rest).toEqual(whole.slice(-rest.length));
    });
  }

  for (const entry of FROZEN_ENTRIES) {
    it(`at ${entry.at} with writes refused: refuses them again before anything else, because somebody may have lifted that`, async ({
      expect,
    }) => {
      const frozen = courseOf('three servers', { snapshot: true, strategy: 'rotate-keys', freezeWrites: true });
      const whole = await traceOf(frozen);
      const [first, ...rest] = await traceOf(frozen, entry);
      const deletes = String(entry.at !== 'reencrypt_finished');
      expect([first, rest[0]]).toEqual([`freezeWrites true ${deletes}`, 'sealCredentials new-key']);
      expect(rest.slice(1)).toEqual(whole.slice(1 - rest.length));
    });
  }

  it('rotate-keys, at reencrypt_finished: seals the new key all the same, then does what is left of the whole', async ({
    expect,
  }) => {
    const whole = await traceOf(fast);
    const [first, ...rest] = await traceOf(fast, { at: 'reencrypt_finished' });
    expect(first).toBe('sealCredentials new-key');
    expect(rest[0]).toBe('awaitGate reencrypt_finished s1 saved');
    expect(rest).toEqual(whole.slice(-rest.length));
  });

  for (const { name, course } of COURSES) {
    const own = new Set(entriesOf(course).map((entry) => JSON.stringify(entry)));
    const foreign = ENTRIES.filter((entry) => !own.has(JSON.stringify(entry)));
    if (foreign.length === 0) continue;
    it(`${name}: at a state that it does not have, stops before anything`, async ({ expect }) => {
      for (const entry of foreign) {
        const { calls, output } = await run(course, entry);
        expect(output).toMatchObject({ kind: 'stopped', failure: { kind: 'bug', where: 'rotation' } });
        expect(calls).toEqual([]);
      }
    });
  }
});
