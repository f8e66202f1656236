import { readFileSync, writeFileSync } from 'node:fs';

/** What does not come back is waited for only so long. */
export function withShortPatience({ inventory }: { readonly inventory: string }): void {
  const text = readFileSync(inventory, 'utf8');
  writeFileSync(inventory, text.replace(/restartDeadline: .*/, 'restartDeadline: 6s'));
}
