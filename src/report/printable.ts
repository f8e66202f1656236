/* eslint-disable no-control-regex -- control characters are what this file is about */

import { INVISIBLES } from '../model/invisible.ts';

// An escape sequence as a whole (CSI, OSC or two characters), so that no half of it stays behind.
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;

/**
 * A text that came from a host, made safe for a terminal: no escape sequences, no control characters, nothing invisible that
 * changes the direction of what follows. Line feeds and tabs stay. What hosts print must not move our cursor or recolour a verdict.
 */
export function printable(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replaceAll('\r\n', '\n')
    .replace(INVISIBLES, (character) => (character === '\t' || character === '\n' ? character : '\uFFFD'));
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text)
    .replaceAll(/\s*\n\s*/g, ' | ')
    .replaceAll('\t', ' ')
    .trim();
}

/** How many columns a text takes, colours not counted. Wide and combining characters are not told apart: names here are plain. */
export function visibleLength(text: string): number {
  return Array.from(text.replace(ESCAPES, '')).length;
}
