import type { Event } from '../model/event.ts';
import { jsonText } from '../model/json-text.ts';

/**
 * Name and version of a line's form. A version may gain fields. No field of a version is renamed, removed, or given
 * another meaning.
 */
export const EVENT_SCHEMA = 'keyturn.event/1';

/** An event as a line of NDJSON with its line feed. Fields with the value `undefined` are left out. */
export function eventLine(event: Event, atMs: number): string {
  return `${jsonText({ schema: EVENT_SCHEMA, at: new Date(atMs).toISOString(), ...event })}\n`;
}
