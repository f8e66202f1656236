import { describe, it } from 'vitest';

import type { ClearanceInput, RolloutInput } from '../../machines/contract.ts';
import { rotation } from '../../machines/rotation.ts';
import type { StageCommand } from '../../src/model/encryption.ts';
import { RUNS } from './support/courses.ts';
import { lastingStatesOf, pathsThrough, withDeletedSecrets, type Running, type Visit } from './support/explore.ts';
import { FAILURE } from './support/record.ts';

/** What the chart does with a rewrite depends on these alone. */
const SMALL_RUNS = RUNS.filter(({ name }) => /^(?:one server|three servers),.* waiting for reloads/.test(name));

function asked({ src, input }: Running): string {
  if (src === 'rollout') return `roll ${(input as RolloutInput).roll}`;
  if (src === 'clearance') return `clearance ${(input as ClearanceInput).point}`;
  return [src, ...Object.values(input as object)].join(' ');
}

function asks(path: readonly Visit[]): readonly string[] {
  return path.flatMap(({ running }) => running.map(asked));
}

/** The one before, when it was answered well: what else could have let this one through? */
function before(path: readonly Visit[], line: string): string | undefined {
  const index = path.findIndex(({ running }) => running.map(asked).includes(line));
  const reaction = path[index]?.reaction;
  return typeof reaction === 'object' && reaction.ok ? path[index - 1]?.running.map(asked)[0] : undefined;
}

function send(command: StageCommand): string {
  return `sendStageCommand ${command}`;
}

describe('the rotation, on all paths', () => {
  for (const { name, course, entry } of RUNS.filter(
    ({ course }) => course.apiserverReload === 'wait' && course.earlyRoll === undefined,
  )) {
    const paths = pathsThrough(rotation, { course, entry });
    const asking = (line: string) => paths.filter((path) => asks(path).includes(line));
    const reencrypt = asking(send('reencrypt'));

    it(`${name}: asks for each stage command at most once`, ({ expect }) => {
      for (const path of paths) {
        const commands = asks(path).filter((line) => line.startsWith('sendStageCommand '));
        expect(commands).toEqual([...new Set(commands)]);
      }
    });

    it(`${name}: sends each stage command only after what makes it safe`, ({ expect }) => {
      const precedents = {
        [send('prepare')]: 'sealCredentials before',
        [send('rotate-keys')]: course.freezeWrites ? 'freezeWrites false true' : 'sealCredentials before',
        [send('rotate')]: 'roll prepare',
        [send('reencrypt-skip')]: 'roll rotate',
        [send('reencrypt')]: course.controlPlanes === 'single' ? 'clearance before-drop' : 'roll rotate',
      };
      for (const [line, precedent] of Object.entries(precedents)) {
        expect(asking(line).map((path) => before(path, line))).toEqual(asking(line).map(() => precedent));
      }
    });

    it(`${name}: begins the last roll only when the rewrite is over and, where followers can repair, counted`, ({
      expect,
    }) => {
      const followed = course.strategy === 'staged' && course.controlPlanes === 'several';
      for (const path of asking('roll reencrypt_finished')) {
        const lines = asks(path);
        expect(entry.at === 'reencrypt_finished' || lines.includes('awaitRewrite drop-old')).toBe(true);
        expect(before(path, 'roll reencrypt_finished') === 'clearance before-roll').toBe(followed);
      }
    });

    it(`${name}: waits for no rewrite and restarts nothing while the only copy of a new key is one file`, ({
      expect,
    }) => {
      if (course.strategy === 'staged') return;
      for (const line of ['awaitRewrite drop-old', 'roll reencrypt_finished']) {
        for (const path of asking(line)) {
          const lines = asks(path);
          expect(lines.slice(0, lines.indexOf(line))).toContain('sealCredentials new-key');
        }
      }
    });

    it(`${name}: takes writes of Secrets again only after a count of zero that is newer than the last restart`, ({
      expect,
    }) => {
      const unfreezing = asking('unfreezeWrites');
      expect(unfreezing.map((path) => before(path, 'unfreezeWrites'))).toEqual(
        unfreezing.map(() => 'clearance before-unfreeze'),
      );
      expect(unfreezing.length > 0).toBe(course.freezeWrites);
      for (const path of unfreezing) {
        const lines = asks(path);
        expect(lines.indexOf('roll reencrypt_finished')).toBeLessThan(lines.indexOf('clearance before-unfreeze'));
      }
    });

    it(`${name}: drops the old key of a single server by \`reencrypt\` alone`, ({ expect }) => {
      const dropping = reencrypt.map((path) => asks(path).indexOf('awaitRewrite drop-old'));
      for (const [index, path] of reencrypt.entries()) {
        const drop = dropping[index] ?? -1;
        expect(drop === -1 || asks(path).indexOf(send('reencrypt')) < drop).toBe(true);
      }
      expect(asking(send('reencrypt-skip')).length > 0).toBe(
        course.strategy === 'staged' &&
          course.controlPlanes === 'single' &&
          ['start', 'prepare', 'rotate'].includes(entry.at),
      );
    });

    it(`${name}: stops at every failure with that failure, and asks for nothing more`, ({ expect }) => {
      const stopped = paths.filter((path) => path.at(-1)?.state === 'stopped');
      const [whole = []] = paths.filter((path) => path.at(-1)?.state === 'finished').map(asks);
      expect(stopped).toHaveLength(whole.length * 2);
      for (const path of stopped) {
        const last = path.at(-1);
        const where = path.at(-2)?.running[0]?.src;
        const failure = last?.reaction === 'reject' ? { kind: 'bug', where, message: `${where} broke` } : FAILURE;
        expect(last?.snapshot.output).toMatchObject({ kind: 'stopped', failure });
        expect(last?.running).toEqual([]);
        expect(asks(path)).toEqual(whole.slice(0, path.length - 1));
      }
    });

    it(`${name}: finishes in one way only, and only when the proof holds`, ({ expect }) => {
      const finished = paths.filter((path) => path.at(-1)?.state === 'finished');
      expect(finished.map((path) => path.at(-1)?.snapshot.output)).toEqual([{ kind: 'finished' }]);
      expect(finished.map(asks).map((lines) => lines.filter((line) => line === 'prove'))).toEqual([['prove']]);
    });
  }

  it('has no state that is never reached', ({ expect }) => {
    const paths = [
      ...RUNS.flatMap((input) => pathsThrough(rotation, input)),
      ...SMALL_RUNS.flatMap((input) => pathsThrough(rotation, input, withDeletedSecrets)),
    ];
    const reached = paths.flat().map(({ state }) => state);
    expect(new Set(reached)).toEqual(new Set(lastingStatesOf(rotation)));
  });
});

/** How often a chart that meets deleted Secrets may ask in all. */
const MOST_ASKED = 11;

describe('the rotation, where Secrets are deleted under the rewrite', () => {
  for (const { name, course, entry } of SMALL_RUNS) {
    const paths = pathsThrough(rotation, { course, entry }, withDeletedSecrets);
    const reencrypts = (path: readonly Visit[]) => asks(path).filter((line) => line === send('reencrypt')).length;
    const restarts = (path: readonly Visit[]) => asks(path).filter((line) => line.startsWith('restart ')).length;
    const isAskedAnew = course.strategy === 'staged';

    it(`${name}: ${isAskedAnew ? 'asks anew for `reencrypt` alone, at most ten times, each after a restart of the leader alone' : 'asks for nothing anew'}`, ({
      expect,
    }) => {
      for (const path of paths) {
        const lines = asks(path);
        for (const command of ['prepare', 'rotate', 'reencrypt-skip', 'rotate-keys'] as const)
          expect(lines.filter((line) => line === send(command)).length).toBeLessThanOrEqual(1);
        for (const { running } of path)
          for (const { src, input } of running) {
            if (src === 'restart') expect(input).toMatchObject({ roll: 'rotate', server: { part: 'leader' } });
          }
        const first = entry.at === 'reencrypt_active' && entry.rewrite === 'drop-old' ? 0 : 1;
        expect(reencrypts(path)).toBeLessThanOrEqual(first + restarts(path));
        expect(restarts(path)).toBeLessThan(isAskedAnew ? MOST_ASKED : 1);
      }
      const most = Math.max(...paths.map(restarts));
      expect(most).toBe(isAskedAnew && entry.at !== 'reencrypt_finished' ? MOST_ASKED - 1 : 0);
    });

    it(`${name}: finishes after each number of attempts, with the count and the proof behind it`, ({ expect }) => {
      const finished = paths.filter((path) => path.at(-1)?.state === 'finished');
      const attempts = isAskedAnew && entry.at !== 'reencrypt_finished' ? MOST_ASKED : 1;
      expect(new Set(finished.map(restarts)).size).toBe(attempts);
      for (const path of finished) expect(asks(path)).toContain('prove');
    });
  }
});
