import * as z from 'zod';

import { listOf, textsByName } from '../remote/bounded-lists.ts';

/** Each expression is compared with each value, and both with each server. */
const MOST = 500;

/** A LabelSelector of Kubernetes. */
export const labelSelectorSchema = z.object({
  matchLabels: textsByName().nullish(),
  matchExpressions: listOf(
    z.object({ key: z.string(), operator: z.string(), values: listOf(z.string(), MOST).nullish() }),
    MOST,
  ).nullish(),
});

type LabelSelector = z.infer<typeof labelSelectorSchema>;

/**
 * Whether the selector matches these labels. An unknown operator matches, because a match too many is safer than a
 * match too few.
 */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels, matchExpressions } = selector;
  if (Object.entries(matchLabels ?? {}).some(([key, value]) => labels[key] !== value)) return false;
  return (matchExpressions ?? []).every(({ key, operator, values }) => {
    const value = labels[key];
    const isListed = value !== undefined && (values ?? []).includes(value);
    switch (operator) {
      case 'In':
        return isListed;
      case 'NotIn':
        return !isListed;
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return true;
    }
  });
}
