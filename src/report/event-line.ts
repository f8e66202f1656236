import type { Event } from '../model/event.ts';
import { jsonText } from '../model/json-text.ts';

/** Name and version of the form of a line. Fields may be added within a version; none is renamed, removed, or given another meaning. */
export const EVENT_SCHEMA = 'keyturn.event/1';

/** An event as a line of NDJSON, line feed included. Fields that are `undefined` are left out. */
export function eventLine(event: Event, atMs: number): string {
  return `${jsonText({ schema: EVENT_SCHEMA, at: new Date(atMs).toISOString(), ...event })}\n`;
}
