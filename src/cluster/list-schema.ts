import * as z from 'zod';

/**
 * A list of the Kubernetes API. An empty list of metadata alone has `"items": null`, which is Go's empty slice as real
 * apiservers send it (v1.36.3, measured.md 6).
 */
export function listSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.preprocess((items) => items ?? [], z.array(item)) });
}
