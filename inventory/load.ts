import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../src/model/error-words.ts';
import type { Cluster } from '../src/model/cluster.ts';
import type { InventoryProblem } from '../src/model/failures/input.ts';
import { failed, success, type Result } from '../src/model/result.ts';
import { loadAnsible } from './ansible/load-ansible.ts';
import { machineFiles } from './ansible/files.ts';
import { chooseCluster } from './chosen-cluster.ts';
import { pathText } from './document-path.ts';
import type { InventoryEnvironment } from './environment.ts';
import type { Finding, RuleContext } from './rule.ts';
import { readDocument } from './read-document.ts';
import { recognise, type Form } from './recognise.ts';
import { resolveInventory } from './resolve.ts';
import type { ResolveContext } from './apply-ssh-config.ts';
import { ruleFindings } from './rules.ts';
import { salvage } from './salvage.ts';
import { schemaFindings } from './schema-findings.ts';
import { WrittenInventory } from './schema.ts';
import { shownFound } from './shown.ts';
import { hostOptions } from './ssh-config/host-options.ts';
import { readSshConfigs } from './ssh-config/read-ssh-configs.ts';

/** What the operator says beside the inventory. */
export interface InventoryChoice {
  /** Groups of an Ansible inventory whose hosts are the servers. The default is what well-known roles use. */
  readonly serversGroups?: readonly string[];
  /**
   * The only cluster that is read, so that a problem of another one is no problem. An Ansible inventory without a name of
   * its own takes this one.
   */
  readonly cluster?: string | undefined;
  /** Called with the files of an Ansible inventory that only a vault password opens, which are left out. */
  readonly onLeftOut?: (files: readonly string[]) => void;
}

/**
 * Reads, checks and resolves an inventory, which is hosts.yaml, or an Ansible inventory (a file in INI or YAML, or a
 * directory). All problems are reported at once, each with path, line and column, in the order of the file. Reads
 * `file` and, for Ansible, the files beside it, checks that the key and known_hosts files in the inventory are readable,
 * and changes nothing. Fails with `inventory-unreadable` or `inventory-invalid`.
 */
export async function loadInventory(
  file: string,
  environment: InventoryEnvironment,
  choice: InventoryChoice = {},
): Promise<Result<readonly Cluster[]>> {
  const absolute = resolve(file);
  if (machineFiles.kind(absolute) === 'directory') return loadForeign(file, environment, choice);
  const text = machineFiles.read(absolute);
  if (!text.ok) {
    return failed({ kind: 'inventory-unreadable', file, reason: text.failure });
  }
  const form = recognise(absolute, text.value, machineFiles.isExecutable(absolute));
  switch (form.kind) {
    case 'keyturn':
      return loadOwn(file, text.value, { environment, choice });
    case 'foreign':
      return failed({ kind: 'inventory-invalid', file, problems: [notAnInventory(form.what)] });
    default:
      return loadForeign(file, environment, choice);
  }
}

interface LoadContext {
  readonly environment: InventoryEnvironment;
  readonly choice: InventoryChoice;
}

/** As `loadInventory`, of the text of a hosts.yaml that may not be written yet. `file` is its place. */
export function readInventory(
  file: string,
  text: string,
  environment: InventoryEnvironment,
): Result<readonly Cluster[]> {
  const form = recognise(resolve(file), text, false);
  return form.kind === 'keyturn'
    ? loadOwn(file, text, { environment, choice: {} })
    : failed({ kind: 'inventory-invalid', file, problems: [notOwn(form)] });
}

function notOwn(form: Form): InventoryProblem {
  const found = form.kind === 'foreign' ? form.what : 'an Ansible inventory';
  return { ...notAnInventory(found), expected: "keyturn's hosts.yaml" };
}

/** hosts.yaml. */
function loadOwn(file: string, text: string, { environment, choice }: LoadContext): Result<readonly Cluster[]> {
  const context = { ...environment, directory: dirname(resolve(file)), unreadable };
  const document = readDocument(text);
  if (document.data === undefined) {
    return failed({ kind: 'inventory-invalid', file, problems: document.problems });
  }
  const groups = choice.serversGroups ?? [];
  const needless = groups.length === 0 ? [] : [groupsOfOwn(groups)];
  return checked(file, document.data.value, {
    context,
    cluster: choice.cluster,
    problems: [...document.problems, ...needless],
    problemOf: (finding) => problemOf(finding, document.position),
  });
}

/** An Ansible inventory. Its relative paths begin at the working directory, as they do for ssh under Ansible. */
function loadForeign(
  file: string,
  environment: InventoryEnvironment,
  { serversGroups = [], cluster, onLeftOut }: InventoryChoice,
): Result<readonly Cluster[]> {
  const context = { ...environment, directory: process.cwd(), unreadable };
  const read = loadAnsible(file, { serversGroups, cluster, userAt: userAtBastions(environment) }, machineFiles);
  if (read.encrypted.length > 0) onLeftOut?.(read.encrypted);
  return read.data === undefined
    ? failed({ kind: 'inventory-invalid', file, problems: read.problems })
    : once(checked(file, read.data, { context, cluster, problems: read.problems, problemOf: read.problemOf }));
}

/** A variable of a group is reported once, for the first of its hosts. */
function once(loaded: Result<readonly Cluster[]>): Result<readonly Cluster[]> {
  if (loaded.ok || loaded.failure.kind !== 'inventory-invalid') return loaded;
  const firsts = new Map(
    loaded.failure.problems.toReversed().map((problem) => {
      const { rule, file, line, column, found, expected } = problem;
      return [JSON.stringify([rule, file, line, column, found, expected]), problem];
    }),
  );
  return failed({ ...loaded.failure, problems: [...firsts.values()].toReversed() });
}

/** As ssh, which asks its configuration, and else signs in as the operator. */
function userAtBastions(environment: InventoryEnvironment): (host: string) => string | undefined {
  const { directivesOf } = readSshConfigs(environment);
  const { user } = environment;
  return (host) =>
    hostOptions(directivesOf(undefined), host, { localUser: user ?? '' }).settings.get('user')?.value[0] ?? user;
}

interface Checking {
  readonly context: ResolveContext & RuleContext;
  readonly cluster: string | undefined;
  readonly problems: readonly InventoryProblem[];
  readonly problemOf: (finding: Finding) => InventoryProblem;
}

function checked(
  file: string,
  data: unknown,
  { context, cluster, problems: before, problemOf: place }: Checking,
): Result<readonly Cluster[]> {
  const chosen = chooseCluster(data, cluster);
  const findings = [...schemaFindings(data), ...ruleFindings(salvage(data), context)].filter(({ path }) =>
    chosen.concerns(path),
  );
  const parsed = WrittenInventory.safeParse(chosen.data);
  const invalid = (problems: readonly InventoryProblem[]): Result<never> =>
    failed({ kind: 'inventory-invalid', file, problems: problems.toSorted(byPosition) });
  const problems = [...before, ...findings.map(place)];
  if (problems.length > 0 || !parsed.success) return invalid(problems);
  const configs = readSshConfigs(context);
  const resolved = resolveInventory(parsed.data, context, configs.directivesOf);
  const unread = configs.findings();
  const later = unread.length > 0 ? unread : resolved.findings;
  return later.length > 0 ? invalid(later.map(place)) : success(resolved.clusters);
}

function notAnInventory(what: string): InventoryProblem {
  const expected = "keyturn's hosts.yaml, or an Ansible inventory in INI or YAML";
  return { rule: 'not-an-inventory', path: '', line: undefined, column: undefined, found: what, expected };
}

function groupsOfOwn(groups: readonly string[]): InventoryProblem {
  const expected = "an Ansible inventory: hosts.yaml lists a cluster's servers itself";
  const found = `--servers-group ${groups.join(' ')}`;
  return { rule: 'servers-group', path: '', line: undefined, column: undefined, found, expected };
}

/** The cluster with the given name, or the only cluster. Fails with `cluster-unknown` or `cluster-ambiguous`. */
export function selectCluster(clusters: readonly Cluster[], name: string | undefined, file: string): Result<Cluster> {
  const names = clusters.map((cluster) => cluster.name);
  const [first, ...others] = clusters;
  if (name === undefined) {
    return first !== undefined && others.length === 0
      ? success(first)
      : failed({ kind: 'cluster-ambiguous', file, clusters: names });
  }
  const chosen = clusters.find((cluster) => cluster.name === name);
  return chosen === undefined
    ? failed({ kind: 'cluster-unknown', file, wanted: name, clusters: names })
    : success(chosen);
}

function unreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isDirectory() ? 'EISDIR' : undefined;
  } catch (error) {
    return codeOf(error);
  }
}

type Position = ReturnType<typeof readDocument>['position'];

function problemOf({ rule, path, found, because, expected, at }: Finding, position: Position): InventoryProblem {
  const place = position(path, at);
  return {
    rule,
    path: pathText(path),
    line: place?.line,
    column: place?.column,
    found: shownFound({ found, because }),
    expected,
  };
}

function byPosition(a: InventoryProblem, b: InventoryProblem): number {
  const files = [a.file ?? '', b.file ?? ''] as const;
  if (files[0] !== files[1]) return files[0] < files[1] ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
