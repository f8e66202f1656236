import * as z from 'zod';

import { BENCHMARKS } from '../../model/audit.ts';

/** What a row reads on a server, or of the cluster. Paths begin with `DATA` for the data directory. */
const readingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('arguments'),
    component: z.enum(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']),
  }),
  /** Arguments, then settings of the drop-ins of the kubelet. */
  z.object({ kind: z.literal('kubelet') }),
  z.object({ kind: z.literal('kube-proxy') }),
  /** Arguments, then the configuration file of etcd. */
  z.object({ kind: z.literal('etcd') }),
  /** The provider that comes first in the encryption file. */
  z.object({ kind: z.literal('first-provider') }),
  z.object({ kind: z.literal('mode'), paths: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('owner'), paths: z.array(z.string()).readonly() }),
  /** Once for the cluster. */
  z.object({ kind: z.literal('default-accounts') }),
]);

const testSchema = z.object({
  /** Name of an argument without its dashes, or what is printed of a file. */
  flag: z.string().optional(),
  /** Keys of a setting, where no argument is given. */
  path: z.array(z.string()).readonly().optional(),
  /** Passes only without a value. */
  set: z.literal(false).optional(),
  /** Comparison in the words of kube-bench. Without one, any value passes. */
  op: z.string().optional(),
  value: z.string().optional(),
});

const rowSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** The part of the benchmark, which says to which servers the row applies. */
  source: z.enum(['master', 'etcd', 'controlplane', 'node', 'policies']),
  scored: z.boolean(),
  judged: z.enum(['automatic', 'manual', 'skipped']),
  /** Missing where keyturn does not judge the row. */
  reads: readingSchema.optional(),
  /** One passing test is enough. */
  any: z.boolean().optional(),
  tests: z.array(testSchema).readonly().optional(),
  remediation: z.string(),
});

export const tableSchema = z.object({
  benchmark: z.enum(BENCHMARKS),
  notice: z.string(),
  rows: z.array(rowSchema).readonly(),
});

export type Reading = z.infer<typeof readingSchema>;
export type BenchmarkTest = z.infer<typeof testSchema>;
export type BenchmarkRow = z.infer<typeof rowSchema>;
export type BenchmarkTable = z.infer<typeof tableSchema>;
