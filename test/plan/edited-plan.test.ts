import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { parsePlan, planText } from '../../src/plan/parse-plan.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';

type Path = readonly (string | number)[];

/** All places in a document, of the whole, of objects, lists and values. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value)
    ? value.flatMap((item: unknown, index) => placesIn(item, [...path, index]))
    : Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]));
  return [...(path.length === 0 ? [] : [path]), ...inside];
}

/** The document with another value at a place, or without it. */
function edited(document: unknown, path: Path, edit: { readonly to: unknown } | 'removed'): unknown {
  const copy = structuredClone(document);
  let at = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (edit !== 'removed') at[last] = edit.to;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return copy;
}

/** A value of the same type that differs from it. */
function changed(value: unknown): unknown {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value)
    ? [...(value as unknown[]), ...(value as unknown[]).slice(-1)]
    : { ...(value as object), x: 1 };
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce((value, step) => (value as Record<string | number, unknown>)[step], document);
}

describe('a saved plan that somebody edited', () => {
  const plan = samplePlan(SAMPLE_FACTS.three, 'staged');
  const saved: unknown = JSON.parse(planText(plan));
  const places = placesIn(saved);

  it('given no edit, in any order and with any white space, is read', ({ expect }) => {
    const reversed = Object.fromEntries(Object.entries(saved as object).toReversed());
    expect(parsePlan(JSON.stringify(reversed, undefined, 7), 'plan.json')).toEqual({ ok: true, value: plan });
  });

  it('given any one place removed, or changed within its type, is refused', ({ expect }) => {
    expect(places.length).toBeGreaterThan(300);
    const read = places.flatMap((path) => {
      const value = valueAt(saved, path);
      const isEmptyList = Array.isArray(value) && value.length === 0;
      const edits = [edited(saved, path, 'removed'), edited(saved, path, { to: isEmptyList ? ['x'] : changed(value) })];
      return edits.filter((edit) => parsePlan(JSON.stringify(edit), 'plan.json').ok).map(() => path.join('.'));
    });
    expect(read).toEqual([]);
  });

  it('given anything else at any place, is refused', ({ expect }) => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(valueAt(saved, path)));
        const result = parsePlan(JSON.stringify(edited(saved, path, { to: value })), 'plan.json');
        expect(result).toMatchObject({ ok: false, failure: { kind: 'plan-unreadable', file: 'plan.json' } });
      }),
      { numRuns: 300 },
    );
  });
});
