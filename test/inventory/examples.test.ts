import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inventoryJsonSchema } from '../../inventory/schema.ts';
import { loadInventory } from '../../inventory/load.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DIRECTORY = join(ROOT, 'inventory/examples');
const EXAMPLES = readdirSync(DIRECTORY);
const ENVIRONMENT = { home: '/home/ops', user: 'ops', agent: undefined };

describe('the examples', () => {
  it('are there', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(3);
  });

  it.each(EXAMPLES)('given %s, when it is loaded, then it has no problem', async (name) => {
    expect(await loadInventory(join(DIRECTORY, name), ENVIRONMENT)).toMatchObject({ ok: true });
  });

  it.each(EXAMPLES)('given %s, then its first line leads an editor to the schema', (name) => {
    const file = join(DIRECTORY, name);
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, 'utf8'))?.[1];
    expect(existsSync(resolve(dirname(file), schema ?? 'none'))).toBe(true);
  });
});

describe('the JSON Schema', () => {
  it('given the schema of the inventory, then docs/inventory.schema.json is what is generated from it', () => {
    expect(readFileSync(join(ROOT, 'docs/inventory.schema.json'), 'utf8')).toBe(inventoryJsonSchema());
  });
});
