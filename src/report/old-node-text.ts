/**
 * Why nothing runs, and the advice. Ends with a line feed. The text is written before anything else is loaded, because
 * an old Node might not understand the rest.
 */
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
