import type { WindowStanding } from '../model/failures/unattended.ts';
import { zoneOffsetMinutes } from '../model/maintenance-window.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** An instant by the wall clock of a zone and in UTC, as `Sat 2026-11-28 22:00 Europe/Berlin (2026-11-28 21:00 UTC)`. */
export function localTimeText(at: string, zone: string): string {
  const atMs = Date.parse(at);
  const local = new Date(atMs + zoneOffsetMinutes(zone, atMs) * 60_000);
  const utc = `${minuteText(new Date(atMs))} UTC`;
  const day = DAYS[local.getUTCDay()] ?? '';
  return zone === 'UTC' ? `${day} ${utc}` : `${day} ${minuteText(local)} ${zone} (${utc})`;
}

function minuteText(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

/** What is open now, as the end of a sentence. */
export function presentWindowText({ closesAt }: WindowStanding): string {
  return closesAt === undefined
    ? 'no maintenance window is open now'
    : `the maintenance window that is open now closes at ${minuteText(new Date(closesAt))} UTC`;
}
