import { putDocument } from './document.ts';
import { open, schemaOf, schemasOf } from './json-schema.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const schemas = schemasOf('src/{model/hook-input,apply/automation/notify}.ts');

/** The schema of a document that programs of the operator read. */
async function put(file: string, type: string, title: string): Promise<void> {
  const { root, definitions } = schemaOf(schemas, type);
  await putDocument(file, JSON.stringify(open({ $schema: DRAFT, title, ...root, definitions })));
}

await put('hooks.schema.json', 'HookInput', 'The standard input of a hook, keyturn.hook/1');
await put('notification.schema.json', 'Notification', 'The body of a notification, keyturn.notification/1');
