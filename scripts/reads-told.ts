interface Checks {
  readonly checks: readonly { readonly id: string; readonly evidence: readonly string[] }[];
}

/** How many single reads `verify --output json` made, over all apiservers. */
export function readsTold(stdout: string): number {
  const evidence = (JSON.parse(stdout) as Checks).checks.find(({ id }) => id === 'read-back')?.evidence ?? [];
  const told = Object.fromEntries(evidence.map((text) => text.split('=')));
  const reads = Number(told['read']) * Number(told['apiservers']);
  if (Number.isNaN(reads)) throw new Error(`verify does not tell its reads: ${evidence.join(', ')}`);
  return reads;
}
