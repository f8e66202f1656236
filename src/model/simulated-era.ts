/** How an engine prints, by when it was released; the simulated decisions are those of the newest. */
export const ERAS = {
  '2026': 'as v1.36 does: pairs in alphabetical order, mostly without quotes',
  '2025': 'as from November 2024 on: events with the head of klog; an RKE2 server has none in its journal',
  '2022': 'as before that: events as one text, and status without the types of the keys',
} as const;

export type Era = keyof typeof ERAS;

export const NEWEST_ERA: Era = '2026';
