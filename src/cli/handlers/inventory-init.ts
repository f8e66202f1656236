import { EXIT_CODES } from '../../model/outcome.ts';
import { INVENTORY_TEMPLATE, inventoryBegunText } from '../../report/inventory-template.ts';
import type { CliIo } from '../io.ts';
import { tellFailure } from '../tell-error.ts';
import { writeNewOpenly } from '../write-file.ts';

/** The arguments of `inventory init`. */
interface InventoryInitArguments {
  readonly out: string;
}

/** `keyturn inventory init`. Keeps an existing file as it is. */
export async function handleInventoryInit({ out }: InventoryInitArguments, io: CliIo): Promise<number> {
  if (out === '-') {
    io.stdout.write(INVENTORY_TEMPLATE);
    return Promise.resolve(EXIT_CODES.done.code);
  }
  const written = writeNewOpenly(out, INVENTORY_TEMPLATE);
  if (!written.ok) return tellFailure(written.failure, io);
  io.stdout.write(inventoryBegunText(out));
  return EXIT_CODES.done.code;
}
