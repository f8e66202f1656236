/** The output forms of an engine, by time of release. The simulated decisions are the decisions of the newest engine. */
export const ERAS = {
  '2026': 'v1.36: events as pairs in alphabetical order, mostly without quotes',
  '2025': 'events with the head of klog; RKE2 has none of them in its journal',
  '2022': 'the first releases: events as one text, and a status without the types of the keys',
} as const;

export type Era = keyof typeof ERAS;

export const NEWEST_ERA: Era = '2026';
