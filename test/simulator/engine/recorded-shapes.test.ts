import { afterEach, describe, it } from 'vitest';

import type { Distribution } from '../../../src/model/cluster.ts';
import { NEWEST_ERA, type Era } from '../../../src/model/simulation.ts';
import { runLine } from '../../../src/simulator/host/shell/run-line.ts';
import { SECRETS } from '../../../src/simulator/world/objects.ts';
import { crashService, restartService } from '../../../src/simulator/world/service.ts';
import type { World, WorldOptions } from '../../../src/simulator/world/world.ts';
import { recordings } from '../../support/recordings.ts';
import { shapeOf } from '../../support/shapes.ts';
import { loseQuorum, makeWorld } from '../world/make-world.ts';

/** What every era says in its own way: the form of another era is no excuse for it. */
const ERA_BOUND = /Event|error ID|activekey|inactivekeys|"(?:TYPE )?KEY"/;

/** Lines that carry the words of something else: why a command failed, or what an event tells. Those are the same in every era. */
const CARRIERS = [
  /^(?<form>.* msg="secrets?-encrypt(?:-| error ID )\d+: )(?<words>.+)(?<end>")$/,
  /^(?<form>.*"Event occurred" .*\bmessage=")(?<words>(?:[^"\\]|\\.)*)(?<end>".*)$/,
  /^(?<form>.* msg="Event\(.* reason: '\w+' )(?<words>.+)(?<end>")$/,
];

/** The shape of a line's own form, and that of the words that it carries. */
function shapesOf(line: string): { readonly form: string; readonly words: string | undefined } {
  const { form, words, end } =
    CARRIERS.map((pattern) => pattern.exec(line)?.groups).find((groups) => groups !== undefined) ?? {};
  if (form === undefined || words === undefined) return { form: shapeOf(line), words: undefined };
  return { form: shapeOf(`${form}WORDS${end ?? ''}`), words: shapeOf(words.replaceAll('\\"', '"')) };
}

const ERA_NAMES = ['2026', '2025', '2022'] as const satisfies readonly Era[];

function recordedShapes(era = ''): readonly ReturnType<typeof shapesOf>[] {
  return recordings(era).flatMap(({ out, err, log }) => linesIn(out + err + log).map(shapesOf));
}

const FORMS = new Map(ERA_NAMES.map((era) => [era, new Set(recordedShapes(era).map(({ form }) => form))]));
const WORDS = new Set(recordedShapes().flatMap(({ words }) => words ?? []));

function linesIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Whether the real engine of that era is known to print such a line. */
function isRecorded(line: string, era: Era): boolean {
  const { form, words } = shapesOf(line);
  const isForm =
    FORMS.get(era)?.has(form) === true || (!ERA_BOUND.test(form) && FORMS.get(NEWEST_ERA)?.has(form) === true);
  return isForm && (words === undefined || WORDS.has(words));
}

const ENGINES = ['rke2', 'k3s'] as const;
const ERAS_AND_ENGINES = ERA_NAMES.flatMap((era) => ENGINES.map((engine) => ({ era, engine })));

/** Something that happens in a simulated cluster; `ask` sends words to the engine of a server. */
interface Scenario {
  readonly name: string;
  readonly options?: Partial<WorldOptions>;
  readonly happens: (world: World, ask: Ask) => Promise<void>;
}
type Ask = (server: string, words: string, user?: string) => Promise<void>;

async function settled(world: World, isSettled: () => boolean = () => allActive(world)): Promise<void> {
  for (let tries = 0; !isSettled(); tries += 1) {
    if (tries > 2_000) throw new Error('it does not settle');
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

function allActive({ hosts }: World): boolean {
  return hosts.every(({ service }) => service.state.activeState === 'active');
}

async function roll(world: World): Promise<void> {
  for (const host of world.hosts) {
    restartService(world, host);
    await settled(world);
  }
}

function stageOf(world: World, server: string): string {
  return (
    world
      .server(server)
      .annotation()
      ?.replace(/-[\da-f]+$/, '') ?? ''
  );
}

/** Asks for the status in both forms. */
async function status(ask: Ask, server = 's1'): Promise<void> {
  await ask(server, 'secrets-encrypt status');
  await ask(server, 'secrets-encrypt status -o json');
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a staged rotation, with commands that come at the wrong stage',
    options: { secrets: 130 },
    happens: async (world, ask) => {
      await status(ask);
      await ask('s1', 'secrets-encrypt rotate');
      await ask('s1', 'secrets-encrypt reencrypt');
      for (const command of ['prepare', 'rotate', 'reencrypt --skip', 'reencrypt']) {
        await ask('s1', `secrets-encrypt ${command}`);
        await status(ask);
        const ends = command === 'reencrypt' ? 'reencrypt_finished' : command === 'prepare' ? 'prepare' : 'rotate';
        await settled(world, () => stageOf(world, 's1') === ends);
        await ask('s1', 'secrets-encrypt prepare');
        if (command !== 'reencrypt --skip') await roll(world);
      }
      await status(ask);
    },
  },
  {
    name: 'rotate-keys, and a stage command that its provider does not take',
    options: { provider: 'secretbox', secrets: 60 },
    happens: async (_world, ask) => {
      await ask('s1', 'secrets-encrypt prepare');
      await ask('s1', 'secrets-encrypt rotate-keys');
      await status(ask);
    },
  },
  {
    name: 'rotate-keys with aescbc',
    happens: async (_world, ask) => ask('s1', 'secrets-encrypt rotate-keys'),
  },
  {
    name: 'an apiserver that loads its file late',
    options: { faults: ['late-reload:s1:900000'] },
    happens: async (_world, ask) => ask('s1', 'secrets-encrypt rotate-keys'),
  },
  {
    name: 'a webhook that denies an update',
    options: { faults: ['rewrite-fails:3'] },
    happens: async (_world, ask) => ask('s1', 'secrets-encrypt rotate-keys'),
  },
  {
    name: 'a list that expires',
    options: { secrets: 60, faults: ['list-expires:20:1'] },
    happens: async (_world, ask) => ask('s1', 'secrets-encrypt rotate-keys'),
  },
  {
    name: 'a Secret that is deleted since it was listed',
    options: { secrets: 60 },
    happens: async (world, ask) => {
      const { apiserver } = world.server('s1');
      if (apiserver === undefined) return;
      const rewrite = apiserver.rewrite.bind(apiserver);
      apiserver.rewrite = (...args) => {
        apiserver.rewrite = rewrite;
        world.etcd.store.delete(world.etcd.store.range(SECRETS.from, SECRETS.to).at(-1)?.key ?? '');
        return rewrite(...args);
      };
      await ask('s1', 'secrets-encrypt rotate-keys');
    },
  },
  {
    name: 'a datastore that does not take the files',
    options: { faults: ['save-fails:s1:1'] },
    happens: async (_world, ask) => ask('s1', 'secrets-encrypt prepare'),
  },
  {
    name: 'a command line that gives up',
    options: { faults: ['command-times-out:prepare'] },
    happens: async (_world, ask) => ask('s1', 'secrets-encrypt prepare'),
  },
  {
    name: 'a service that ends under a command',
    happens: async (world, ask) => {
      const answer = ask('s1', 'secrets-encrypt prepare');
      await settled(world, () => stageOf(world, 's1') === 'prepare');
      crashService(world, world.server('s1'));
      await answer;
    },
  },
  {
    name: 'a service that is down, and comes back after a crash at its start',
    options: { faults: ['restart-fails:s1:1'] },
    happens: async (world, ask) => {
      restartService(world, world.server('s1'));
      await ask('s1', 'secrets-encrypt status');
      await ask('s1', 'secrets-encrypt prepare');
      await settled(world);
    },
  },
  {
    name: 'files that are newer than the datastore’s',
    happens: async (world, ask) => {
      const server = world.server('s2');
      const text = server.files.read(server.configPath)?.content.toString() ?? '';
      const mtimeMs = server.now() + 60_000;
      server.files.write(server.configPath, `${text} `, { mode: 0o600, owner: 'root:root', mtimeMs });
      restartService(world, server);
      await settled(world, () => server.service.state.restarts > 0);
      await ask('s2', 'secrets-encrypt status');
    },
  },
  {
    name: 'a status without quorum, apiserver or annotation',
    happens: async (world, ask) => {
      const node = world.nodes.get('s3');
      if (node !== undefined) node.annotations = {};
      await ask('s3', 'secrets-encrypt status');
      world.server('s1').apiserver?.stop();
      await ask('s1', 'secrets-encrypt status');
      loseQuorum(world);
      await ask('s2', 'secrets-encrypt status');
    },
  },
  {
    name: 'encryption that is off, and a file that was changed by hand',
    options: { faults: ['encryption-disabled'] },
    happens: async (world, ask) => {
      await status(ask);
      const server = world.server('s1');
      server.writeConfig(`${server.files.read(server.configPath)?.content.toString() ?? ''} `);
      await ask('s1', 'secrets-encrypt rotate-keys');
    },
  },
  {
    name: 'servers with a part of the roles',
    options: {
      servers: [
        { name: 's1', roles: ['control-plane', 'etcd'] },
        { name: 's2', roles: ['etcd'] },
        { name: 's3', roles: ['control-plane'] },
      ],
    },
    happens: async (_world, ask) => {
      await ask('s2', 'secrets-encrypt status');
      await ask('s2', 'secrets-encrypt prepare');
      await ask('s3', 'etcd-snapshot ls');
    },
  },
  {
    name: 'snapshots, a version, and a user who may not',
    happens: async (_world, ask) => {
      await ask('s1', '--version');
      await ask('s1', 'etcd-snapshot ls');
      await ask('s1', 'etcd-snapshot save --name keyturn-0123456789ab-before');
      await ask('s1', 'etcd-snapshot ls');
      await ask('s1', 'secrets-encrypt status', 'ops');
    },
  },
];

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach((world) => world.dispose()));

/** Every line that the engines print in a scenario, on the command line and in their journals. */
async function linesOf({ options, happens }: Scenario, era: Era, engine: Distribution): Promise<readonly string[]> {
  const world = makeWorld({ ...options, era, distribution: engine, timeScale: 2_000 });
  worlds.push(world);
  const printed: string[] = [];
  await happens(world, async (server, words, user = 'root') => {
    const { stdout, stderr } = await runLine(world.server(server), `${engine} ${words}`, { user });
    printed.push(...stdout.toString().split('\n'), ...stderr.split('\n'));
  });
  const journals = world.hosts.flatMap(({ service }) => service.lines.map(({ text }) => text));
  return linesIn([...printed, ...journals].join('\n'));
}

describe('what the simulated engine prints', () => {
  it.for(ERAS_AND_ENGINES)(
    'given $engine as of $era, then every line has the shape of one that was recorded',
    async ({ era, engine }, { expect }) => {
      const lines = await Promise.all(SCENARIOS.map((scenario) => linesOf(scenario, era, engine)));

      const strange = lines.flat().filter((line) => !isRecorded(line, era));

      expect(lines.every(({ length }) => length > 0)).toBe(true);
      expect([...new Map(strange.map((line) => [JSON.stringify(shapesOf(line)), line])).values()]).toEqual([]);
    },
  );

  it('given a line that no engine was seen to print, or one of another era, then it is found', ({ expect }) => {
    const newest =
      recordings('2026')
        .find(({ name }) => name === '2026/rewrite-complete')
        ?.log.split('\n')[0] ?? '';

    expect(isRecorded(newest, '2026')).toBe(true);
    expect(isRecorded(newest, '2025')).toBe(false);
    expect(isRecorded(newest.replace('reason=', 'cause='), '2026')).toBe(false);
    expect(isRecorded('prepare completed successfully', '2022')).toBe(true);
    expect(isRecorded('prepare completed', '2026')).toBe(false);
  });
});
