import { putSchema, schemaOf, schemasOf } from './json-schema.ts';

const schemas = schemasOf('src/{model/hook-input,apply/automation/notify}.ts');
const [input, notification] = [schemaOf(schemas, 'HookInput'), schemaOf(schemas, 'Notification')];

await putSchema('hooks.schema.json', 'The standard input of a hook, keyturn.hook/1', input);
await putSchema('notification.schema.json', 'The body of a notification, keyturn.notification/1', notification);
