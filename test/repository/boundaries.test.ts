import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { describe, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

type Arrows = Readonly<Record<string, readonly string[]>>;

/** Which rooms a room may import, besides itself. Changing the structure? Change this table and CONTRIBUTING.md. */
const ARROWS: Arrows = {
  'src/model': [],
  machines: ['src/model'],
  inventory: ['src/model'],
  'src/plan': ['src/model'],
  'src/history': ['src/model'],
  'src/remote': ['src/model'],
  'src/engine': ['src/model', 'src/remote'],
  'src/cluster': ['src/model', 'src/remote', 'src/engine'],
  'src/facts': ['src/model', 'src/remote', 'src/engine', 'src/cluster'],
  'src/report': ['src/model'],
  'src/simulator': ['src/model', 'src/remote'],
  'src/apply': [
    'src/model',
    'src/remote',
    'src/engine',
    'src/cluster',
    'src/facts',
    'src/plan',
    'src/history',
    'machines',
  ],
  'src/audit': ['src/model', 'src/remote', 'src/engine', 'src/cluster', 'src/facts', 'src/plan'],
  'src/cli': [
    'src/model',
    'src/remote',
    'src/facts',
    'src/plan',
    'src/history',
    'src/apply',
    'src/audit',
    'src/report',
    'src/simulator',
    'src/engine',
    'inventory',
  ],
};

/** The same for the rooms inside src/apply. What lies in none of them is at the top, and may import them all. */
const ARROWS_IN_APPLY: Arrows = {
  watch: [],
  journal: [],
  automation: [],
  run: ['watch', 'journal', 'automation'],
  locks: ['run', 'journal'],
  runs: ['journal', 'locks'],
  mirror: ['journal', 'runs'],
  questions: ['run', 'journal'],
  steps: ['run', 'journal'],
  commands: ['run'],
  gates: ['run', 'journal', 'questions', 'steps', 'commands'],
  actors: ['run', 'journal', 'questions', 'steps', 'commands', 'gates'],
};

/** The same for the rooms inside src/simulator. */
const ARROWS_IN_SIMULATOR: Arrows = {
  host: [],
  engine: [],
  world: ['host', 'engine'],
  control: ['host'],
  ssh: ['host', 'control'],
};

/** Packages a room may import. Node's own modules are free, except where the room is pure. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  machines: ['xstate'],
  inventory: ['zod', 'yaml'],
  'src/plan': ['zod'],
  'src/history': [],
  'src/remote': ['ssh2', 'zod'],
  'src/engine': ['zod'],
  'src/cluster': ['zod', 'yaml'],
  'src/facts': ['zod'],
  'src/report': ['zod', 'pino'],
  'src/simulator': ['ssh2', 'zod', 'yaml'],
  'src/apply': ['zod', 'xstate'],
  'src/audit': ['zod', 'yaml'],
  'src/cli': ['commander', 'zod'],
};

/** Rooms that decide: no file system, no network, no processes. Hashing is a pure function. */
const PURE_ROOMS = ['src/model', 'src/plan', 'src/history', 'machines'];
const PURE_BUILTINS = ['node:crypto'];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(directory: string): readonly string[] {
  return readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const pattern = /^(?:import|export)\s+(?:type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    to: match[1] ?? match[2] ?? '',
  }));
}

function roomOf(file: string): string {
  const rooms = Object.keys(ARROWS).filter((room) => file.startsWith(`${room}/`));
  return rooms[0] ?? file;
}

const files = ['src', 'machines', 'inventory'].flatMap(sourceFiles).filter((file) => file !== 'src/main.ts');
const imports = files.flatMap(importsOf);

/** Imports of the repository's own files, by their paths from its root. */
const ownImports = imports
  .filter(({ to }) => to.startsWith('.'))
  .map((each) => ({ ...each, to: relative(ROOT, resolve(ROOT, dirname(each.from), each.to)) }));

function cyclesAmong(some: readonly Import[]): readonly string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to } of some) edges.set(from, [...(edges.get(from) ?? []), to]);
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (finished.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}

describe('the import graph', () => {
  it('has every source file in a room of the map', ({ expect }) => {
    const homeless = files.filter((file) => ARROWS[roomOf(file)] === undefined);
    expect(homeless).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  it('follows only the arrows of the map', ({ expect }) => {
    const wrong = ownImports.filter(({ from, to }) => {
      const [room, target] = [roomOf(from), roomOf(to)];
      return room !== target && !(ARROWS[room] ?? []).includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it.for([
    { house: 'src/apply', arrows: ARROWS_IN_APPLY, least: 100 },
    { house: 'src/simulator', arrows: ARROWS_IN_SIMULATOR, least: 100 },
  ])('has no arrow back between the rooms of $house', ({ house, arrows, least }, { expect }) => {
    const roomInHouse = (file: string): string | undefined => /^(?:([^/]+)\/)?/.exec(relative(house, file))?.[1];
    const inHouse = ownImports.filter(({ from, to }) => from.startsWith(`${house}/`) && to.startsWith(`${house}/`));
    const wrong = inHouse.filter(({ from, to }) => {
      const [room, target] = [roomInHouse(from), roomInHouse(to)];
      if (room === undefined || room === target) return false;
      return target === undefined || !(arrows[room] ?? []).includes(target);
    });
    expect(inHouse.length).toBeGreaterThan(least);
    expect(wrong).toEqual([]);
  });

  it('uses each package only where the map says', ({ expect }) => {
    const wrong = imports
      .filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'))
      .filter(({ from, to }) => !(PACKAGES[roomOf(from)] ?? []).includes(to.split('/')[0] ?? ''));
    expect(wrong).toEqual([]);
  });

  it('keeps the rooms that decide free of input and output', ({ expect }) => {
    const wrong = imports
      .filter(({ from, to }) => PURE_ROOMS.includes(roomOf(from)) && to.startsWith('node:'))
      .filter(({ to }) => !PURE_BUILTINS.includes(to));
    expect(wrong).toEqual([]);
  });

  it('has no cycle between files, type-only imports included', ({ expect }) => {
    expect(cyclesAmong(ownImports)).toEqual([]);
  });
});
