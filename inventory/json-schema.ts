import * as z from 'zod';
import { WrittenInventory } from './schema.ts';

/** A list of plain texts, one a line. */
const LIST = /\[\s+("[^"\n]*"(?:,\s+"[^"\n]*")*)\s+\]/g;

/**
 * The JSON Schema of hosts.yaml, for editors. The result is the text of `docs/inventory.schema.json`, laid out like the
 * repository's formatter (short lists on one line), so neither check undoes the other.
 */
export function inventoryJsonSchema(): string {
  const text = JSON.stringify(z.toJSONSchema(WrittenInventory, { io: 'input' }), undefined, 2);
  return `${text.replaceAll(LIST, (_, items: string) => `[${items.replaceAll(/,\s+/g, ', ')}]`)}\n`;
}
