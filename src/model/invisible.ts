/**
 * A character that a terminal may obey or that nobody sees: controls, DEL and C1, format characters (directions among
 * them), Unicode's own line ends. Tab and line feed belong to them.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** All of them in a text. */
export const INVISIBLES = new RegExp(INVISIBLE, 'gu');
