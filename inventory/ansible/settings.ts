import { basename, dirname, extname, resolve } from 'node:path';
import { CLUSTER_NAME } from '../formats.ts';
import type { Choice } from './choose-servers.ts';
import { notEvaluated, type NamedVariable } from './connection.ts';
import type { Servers } from './conventions.ts';
import type { Trouble } from './trouble.ts';
import { textOf, unusable, type Variables } from './variable.ts';
import { fieldsOf } from './yaml-text.ts';

/** The variable that says of a cluster what hosts.yaml says there, except its servers. */
export const CLUSTER_VARIABLE = 'keyturn';
/** The variable that says of a server what hosts.yaml says there, except its host. */
export const SERVER_VARIABLE = 'keyturn_server';

/** Names of files and directories that say nothing of a cluster. */
const FILE_WORDS = new Set(['hosts', 'host', 'inventory', 'inventories', 'ansible', 'all', 'main', 'k3s', 'rke2']);

/** The cluster's settings, which all servers must have alike. */
export function sharedSettings(
  { hosts }: Servers,
  variables: readonly Variables[],
  troubles: Trouble[],
): NamedVariable | undefined {
  const [first = '', ...others] = variables.map((own) => JSON.stringify(own.get(CLUSTER_VARIABLE)?.value) ?? '');
  const other = others.findIndex((text) => text !== first);
  if (other >= 0) {
    const origin = (variables[other + 1]?.get(CLUSTER_VARIABLE) ?? variables[0]?.get(CLUSTER_VARIABLE))?.origin;
    const subject = `${CLUSTER_VARIABLE} of ${hosts[other + 1]}`;
    const expected = `the same for every server: what is said of one server is in ${SERVER_VARIABLE}`;
    if (origin !== undefined) troubles.push({ rule: 'settings-differ', origin, subject, expected });
  }
  return settingsOf(CLUSTER_VARIABLE, variables[0] ?? new Map(), undefined, troubles);
}

/** A map of settings that can be used as it is. */
export function settingsOf(
  name: string,
  variables: Variables,
  host: string | undefined,
  troubles: Trouble[],
): NamedVariable | undefined {
  const variable = variables.get(name);
  if (variable === undefined || variable.value === null) return undefined;
  const subject = host === undefined ? name : `${name} of ${host}`;
  const reason = unusable(variable.value);
  if (reason !== undefined) troubles.push(notEvaluated(reason, variable, subject));
  else if (fieldsOf(variable.value) === undefined) {
    const found = typeof variable.value === 'object' ? 'a list' : textOf(variable.value);
    troubles.push({ rule: 'wrong-type', origin: variable.origin, subject, found, expected: 'a map' });
  } else return { name, variable };
  return undefined;
}

/** The written name, else the operator's, else that of the file or its directory where it says something. */
export function clusterName(written: unknown, choice: Choice, file: string): string | undefined {
  if (typeof written === 'string') return written;
  if (choice.cluster !== undefined) return choice.cluster;
  const path = resolve(file);
  const own = basename(path, extname(path));
  return [own, basename(dirname(path))].find(
    (word, index) =>
      !FILE_WORDS.has(word.toLowerCase()) &&
      CLUSTER_NAME.pattern.test(word) &&
      (index === 0 || FILE_WORDS.has(own.toLowerCase())),
  );
}
