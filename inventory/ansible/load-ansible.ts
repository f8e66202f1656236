import type { InventoryProblem } from '../../src/model/failures/input.ts';
import type { Finding } from '../rule.ts';
import { pathText } from '../document-path.ts';
import { shownFound } from '../shown.ts';
import type { Choice } from './choose-servers.ts';
import { compose, type PathSource } from './compose.ts';
import type { Files } from './files.ts';
import { createPrecedence } from './precedence.ts';
import { readSource } from './read-source.ts';
import { problemOf } from './trouble.ts';
import { createVarsFiles } from './vars-files.ts';

/** An Ansible inventory in the form of hosts.yaml. */
export interface AnsibleInventory {
  /** `undefined` where no cluster can be made of it. */
  readonly data: unknown;
  readonly problems: readonly InventoryProblem[];
  /** The problem of a finding, at the place of the variable that it is about. */
  readonly problemOf: (finding: Finding) => InventoryProblem;
  /** Files that only a vault password opens. They are left out. */
  readonly encrypted: readonly string[];
}

/** Reads an Ansible inventory, a file or a directory, with group_vars and host_vars beside it. */
export function loadAnsible(path: string, choice: Choice, files: Files): AnsibleInventory {
  const source = readSource(path, files);
  const varsFiles = createVarsFiles(source.directory, files);
  const variablesOf = createPrecedence(source.tree, varsFiles);
  const read = source.troubles.length > 0 ? undefined : compose(source.tree, variablesOf, { choice, file: path });
  const troubles = [...source.troubles, ...varsFiles.troubles, ...(read?.troubles ?? [])];
  return {
    data: read?.data,
    problems: troubles.map(problemOf),
    problemOf: (finding) => placed(finding, read?.sourceOf(finding.path)),
    encrypted: varsFiles.encrypted,
  };
}

function placed(
  { rule, path, found, because, expected, at }: Finding,
  source: PathSource | undefined,
): InventoryProblem {
  const origin = source?.rest.length === 0 ? source.origin : (source?.within?.(source.rest, at) ?? source?.origin);
  const rest = pathText(source?.rest ?? path);
  const subject = source?.subject ?? '';
  return {
    rule,
    ...(origin === undefined ? {} : { file: origin.file }),
    path: subject === '' || rest === '' ? `${subject}${rest}` : `${subject}: ${rest}`,
    line: origin?.line,
    column: origin?.column,
    found: shownFound({ found, because }),
    expected,
  };
}
