/** What was read is not what the engine is known to write. The text stays with whoever read it: it is evidence. */
export interface Unreadable {
  /** What was expected and what was there, in a few words for a report. Never key material. */
  readonly reason: string;
}
