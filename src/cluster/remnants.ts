import type { StepContext } from '../model/clock.ts';
import type { KeyName } from '../model/encryption.ts';
import type { Remnants } from '../model/datastore.ts';
import type { ServerFacts } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { ENCRYPTED, SECRETS_RANGE } from './key-prefix.ts';
import { sqliteArgv } from './sqlite-copy.ts';

/**
 * Every row of kine's table keeps the previous value beside its own, and superseded rows stay until compacted
 * (docs/facts/datastores.md, 3). Only two numbers leave the host.
 */
function remnantsCommand(file: string, active: KeyName): RemoteCommand {
  return {
    name: 'kine remnants',
    body: { script: quoteArgv([...sqliteArgv(file, 'read-only'), remnantsQuery(active)]) },
    privileged: true,
    mutates: false,
  };
}

/**
 * Counts the rows with an older value not under the active key, and among the counted rows those with a plaintext
 * value.
 */
function remnantsQuery(active: KeyName): string {
  const { from, to } = SECRETS_RANGE;
  const prefix = `${ENCRYPTED}${active.provider}:v1:${active.name}:`;
  const begins = (column: string, text: string): string =>
    `substr(${column},1,${Buffer.byteLength(text)})=X'${Buffer.from(text).toString('hex')}'`;
  const isThere = (column: string): string => `length(${column})>0`;
  const other = (column: string): string => `(${isThere(column)} AND NOT ${begins(column, prefix)})`;
  const plain = (column: string): string => `(${isThere(column)} AND NOT ${begins(column, ENCRYPTED)})`;
  const older = (test: (column: string) => string): string =>
    `(coalesce(${test('old_value')},0) OR ((id<>current OR deleted<>0) AND coalesce(${test('value')},0)))`;
  return [
    `SELECT coalesce(sum(${older(other)}),0), coalesce(sum(${older(plain)}),0) FROM kine JOIN`,
    `(SELECT name, max(id) AS current FROM kine WHERE name>='${from}' AND name<'${to}' GROUP BY name) USING (name)`,
  ].join(' ');
}

/** Counts the remnants. Fails when sqlite3 does, and with `unexpected-output` when the answer is not two numbers. */
async function countRemnants(
  context: StepContext,
  runner: Runner,
  { file, active }: { readonly file: string; readonly active: KeyName },
): Promise<Answer<Remnants>> {
  const command = remnantsCommand(file, active);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const [, rows, plaintext] = /^(\d+)\|(\d+)\s*$/.exec(output.value) ?? [];
  if (rows === undefined || plaintext === undefined) {
    return unexpectedOutput(runner, command, { expected: 'rows|plaintext', raw: output.value.slice(0, 200) });
  }
  return success({ kind: 'counted', rows: Number(rows), plaintext: Number(plaintext) });
}

/** The remnants on one server. A question without an answer blocks nothing, so `unknown` is an answer too. */
export async function remnantsOn(
  context: StepContext,
  runner: Runner,
  { server, active }: { readonly server: Pick<ServerFacts, 'datastore'>; readonly active: KeyName | undefined },
): Promise<Remnants> {
  const { datastore } = server;
  if (datastore.kind !== 'kine' || datastore.file === undefined) return { kind: 'unknown', reason: 'other-database' };
  if (!datastore.sqlite3) return { kind: 'unknown', reason: 'no-sqlite3' };
  if (active === undefined) return { kind: 'unknown', reason: 'not-answered' };
  const counted = await countRemnants(context, runner, { file: datastore.file, active });
  return counted.ok ? counted.value : { kind: 'unknown', reason: 'not-answered' };
}
