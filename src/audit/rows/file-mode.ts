/** Whether a mode grants nothing beyond another mode, both octal. The bits for special modes count too. */
export function isAtMost(mode: string, most: string): boolean {
  return (Number.parseInt(mode, 8) & ~Number.parseInt(most, 8)) === 0;
}
