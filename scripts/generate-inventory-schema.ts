import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inventoryJsonSchema } from '../inventory/json-schema.ts';

/** Writes docs/inventory.schema.json; with `--check` it only says, by exit code 1, that the file is out of date. */
const file = resolve(import.meta.dirname, '../docs/inventory.schema.json');
const wanted = inventoryJsonSchema();

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== wanted) {
    process.stderr.write(`${file} is out of date: run node scripts/generate-inventory-schema.ts\n`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, wanted);
}
