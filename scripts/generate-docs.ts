// Writes everything under docs/ and man/ that is made from the source; with `--check` it names each file that is out of date and ends with 1.
import { inventoryJsonSchema } from '../inventory/schema.ts';
import { putDocument } from './document.ts';

await putDocument('inventory.schema.json', inventoryJsonSchema());
// One after the other: each puts its documents when it is loaded.
await import('./generate-cli-reference.ts');
await import('./generate-manual-page.ts');
await import('./generate-exit-codes.ts');
await import('./generate-event-schema.ts');
await import('./generate-automation-schema.ts');
await import('./generate-charts.ts');
await import('./generate-advice.ts');
await import('./generate-doctor.ts');
await import('./generate-failures.ts');
await import('./generate-pictures.ts');
await import('./generate-audit.ts');
