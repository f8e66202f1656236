import * as z from 'zod';

/** A LabelSelector of Kubernetes. */
export const labelSelectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() }))
    .nullish(),
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
