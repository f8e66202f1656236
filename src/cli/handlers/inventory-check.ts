import { inventoryEnvironment } from '../../../inventory/environment.ts';
import { loadInventory } from '../../../inventory/load.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { inventoryText } from '../../report/inventory-text.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { tellFailure } from '../tell-error.ts';

/** The arguments of `inventory check`. */
interface InventoryCheckArguments extends GlobalArguments {
  readonly inventory: string;
  readonly output: 'pretty' | 'json';
}

/** `keyturn inventory check`. */
export async function handleInventoryCheck(args: InventoryCheckArguments, io: CliIo): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const clusters = await loadInventory(args.inventory, inventoryEnvironment(io.environment));
  if (!clusters.ok) {
    const error = { schema: 'keyturn.error/1', outcome: { kind: 'usage', failure: clusters.failure } };
    if (args.output === 'json') output.write(`${jsonText(error, 2)}\n`);
    return tellFailure(clusters.failure, io);
  }
  output.write(
    args.output === 'json'
      ? `${jsonText({ schema: 'keyturn.inventory/1', clusters: clusters.value }, 2)}\n`
      : inventoryText(args.inventory, clusters.value, { style: createStyle(output.colour), width: output.columns() }),
  );
  return EXIT_CODES.done.code;
}
