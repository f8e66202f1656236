import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded output, exactly as kept in `recorded/`. */
export function recorded(name: string): string {
  return readFileSync(join(import.meta.dirname, 'recorded', `${name}.txt`), 'utf8');
}
