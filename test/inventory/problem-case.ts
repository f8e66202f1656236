import type { InventoryProblem } from '../../src/model/failures/input.ts';
import type { Place } from './written.ts';

/** An inventory with one cluster whose fields are given; `servers` has a good default. */
export function cluster(fields: string, servers = '[{host: 10.0.0.11, name: s1}]'): string {
  return `version: 1\nclusters:\n  prod:\n    distribution: rke2\n    servers: ${servers}\n${fields}`;
}

/** An inventory with one thing wrong, and what must be said of it. */
export interface Case {
  readonly what: string;
  readonly text: string;
  readonly rule: string;
  readonly path: string;
  readonly at: readonly [line: number, column: number];
  readonly found?: string;
  readonly expected?: string;
}

/** The name of a server, as it is asked for. */
export const NAME_FORM =
  'lower-case letters, digits, "." and "-", at most 200, beginning and ending with a letter or digit';

/** The problems of a case, and the one it must have: `found` and `expected` only where the case names them. */
export async function tell(
  place: Place,
  { text, rule, path, at, found, expected }: Case,
): Promise<{
  readonly told: readonly Partial<InventoryProblem>[];
  readonly wanted: readonly Partial<InventoryProblem>[];
}> {
  const [line, column] = at;
  const wanted = {
    rule,
    path,
    line,
    column,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  };
  const problems = await place.problems(text);
  const told = problems.map((problem) =>
    Object.fromEntries(Object.entries(problem).filter(([field]) => Object.hasOwn(wanted, field))),
  );
  return { told, wanted: [wanted] };
}
