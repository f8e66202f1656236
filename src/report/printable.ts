/* eslint-disable no-control-regex -- control characters are what this file is about */

import { INVISIBLES } from '../model/json-text.ts';

// A whole escape sequence (CSI, OSC or two characters), so that no half of a sequence remains.
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;

/**
 * Makes a text from a host safe for a terminal. Escape sequences, control characters and invisible characters that
 * change the direction of text are removed. Line feeds and tabs stay. Output of a host must not move our cursor or
 * recolour a verdict.
 */
export function printable(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replaceAll('\r\n', '\n')
    .replace(INVISIBLES, (character) => (character === '\t' || character === '\n' ? character : '\uFFFD'));
}

/** Like `printable`, on one line. */
export function printableLine(text: string): string {
  const lines = printable(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.join(' | ').replaceAll('\t', ' ');
}

/**
 * The columns taken by a text, without colours. Wide and combining characters count as one column, because names in
 * keyturn are plain.
 */
export function visibleLength(text: string): number {
  return Array.from(text.replace(ESCAPES, '')).length;
}
