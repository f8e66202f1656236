/**
 * A character that a terminal may obey or that readers cannot see, such as controls, DEL and C1, format characters (including directions) and
 * Unicode's own line ends. Tab and line feed are included.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** All invisible characters in a text. */
export const INVISIBLES = new RegExp(INVISIBLE, 'gu');
