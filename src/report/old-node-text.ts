/** Why nothing runs, and what to do; ends with a line feed. Written before anything else is loaded that an old Node might not understand. */
export function oldNodeText(node: {
  readonly version: string;
  readonly path: string;
  readonly lowest: string;
}): string {
  const [major] = node.lowest.split('.');
  return [
    `error: keyturn needs Node ${node.lowest} or newer; this is ${node.version} (${node.path})`,
    `  -> Install Node ${major ?? ''} or newer, or put one first in PATH. Nothing was done.`,
    '',
  ].join('\n');
}
