import { accessSync, constants, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../src/model/error-words.ts';
import type { Cluster } from '../src/model/cluster.ts';
import type { InventoryProblem } from '../src/model/failures/input.ts';
import { failed, success, type Result } from '../src/model/result.ts';
import { chooseCluster } from './chosen-cluster.ts';
import { pathText } from './document-path.ts';
import type { InventoryEnvironment } from './environment.ts';
import type { Finding } from './rule.ts';
import { readDocument } from './read-document.ts';
import { resolveInventory } from './resolve.ts';
import { ruleFindings } from './rules.ts';
import { salvage } from './salvage.ts';
import { schemaFindings } from './schema-findings.ts';
import { WrittenInventory } from './schema.ts';
import { shown } from './shown.ts';

/** What the operator says beside the inventory. */
export interface InventoryChoice {
  /** The only cluster that is read, so that a problem of another one is no problem. */
  readonly cluster?: string | undefined;
}

/**
 * Reads, checks and resolves an inventory. All problems are reported at once, each with path, line and column, in the
 * order of the file. Reads `file`, checks that the key and known_hosts files in the inventory are readable, and changes
 * nothing. Fails with `inventory-unreadable` or `inventory-invalid`.
 */
export async function loadInventory(
  file: string,
  environment: InventoryEnvironment,
  choice: InventoryChoice = {},
): Promise<Result<readonly Cluster[]>> {
  const absolute = resolve(file);
  const text = await readText(absolute);
  if (!text.ok) {
    return failed({ kind: 'inventory-unreadable', file, reason: text.failure });
  }
  const context = { ...environment, directory: dirname(absolute), unreadable };
  const document = readDocument(text.value);
  if (document.data === undefined) {
    return failed({ kind: 'inventory-invalid', file, problems: document.problems });
  }
  const { value: data } = document.data;
  const chosen = chooseCluster(data, choice.cluster);
  const findings = [...schemaFindings(data), ...ruleFindings(salvage(data), context)].filter(({ path }) =>
    chosen.concerns(path),
  );
  const problems = [...document.problems, ...findings.map((finding) => problemOf(finding, document.position))];
  const parsed = WrittenInventory.safeParse(chosen.data);
  return problems.length === 0 && parsed.success
    ? success(resolveInventory(parsed.data, context))
    : failed({ kind: 'inventory-invalid', file, problems: problems.toSorted(byPosition) });
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

async function readText(file: string): Promise<Result<string, string>> {
  try {
    return success(await readFile(file, 'utf8'));
  } catch (error) {
    return failed(codeOf(error));
  }
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
  const seen = found === undefined ? undefined : shown(found);
  return {
    rule,
    path: pathText(path),
    line: place?.line,
    column: place?.column,
    found: because === undefined ? seen : `${seen}: ${because}`,
    expected,
  };
}

function byPosition(a: InventoryProblem, b: InventoryProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
