import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const FIXTURES = join(HERE, 'fixtures');
const FILES = ['hosts', 'hosts.yml', 'hosts.yaml', 'inventory.yml', 'prod.ini'];

/** An inventory of the fixtures: its name, and what `--inventory` is given. */
export interface Fixture {
  readonly name: string;
  readonly path: string;
  /** What the real `ansible-inventory --list` printed. */
  readonly recorded: string;
}

/** One file where a directory has a file of these names, else the directory. */
export const ANSIBLE_FIXTURES: readonly Fixture[] = readdirSync(FIXTURES).map((name) => {
  const directory = join(FIXTURES, name);
  const file = FILES.map((each) => join(directory, each)).find((each) => existsSync(each));
  return { name, path: file ?? directory, recorded: join(HERE, 'recorded', `${name}.json`) };
});

export function fixturePath(name: string): string {
  const fixture = ANSIBLE_FIXTURES.find((each) => each.name === name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return fixture.path;
}

/** What `ansible-inventory --list` prints, as far as it says something of the files. */
export interface Listed {
  readonly _meta: { readonly hostvars: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly [group: string]: unknown;
}

export function recordedOf({ recorded }: Fixture): Listed {
  return JSON.parse(readFileSync(recorded, 'utf8')) as Listed;
}
