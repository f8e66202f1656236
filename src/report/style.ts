/** Marks parts of a text. Without colour every function returns its text unchanged. */
export interface Style {
  readonly colour: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** The only maker of escape sequences for colours. */
export function createStyle(colour: boolean): Style {
  const paint = (open: number, close: number) => (text: string) =>
    colour && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    colour,
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}

/** Nothing is marked, for logs, files and tests. */
export const PLAIN = createStyle(false);
