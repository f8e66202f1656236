import type { PlanDifference } from '../model/plan.ts';
import { item, wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { serverNames } from './server-names.ts';
import { count, durationText } from './units.ts';

/** Two saved plans and what differs. */
export interface PlanDiff {
  readonly one: { readonly file: string; readonly id: string };
  readonly other: { readonly file: string; readonly id: string };
  readonly differences: readonly PlanDifference[];
}

/** What differs between two plans, by section. Servers with the same difference share a line. Ends with a line feed. */
export function planDiffText({ one, other, differences }: PlanDiff, { style, width }: RenderOptions): string {
  const files = `${printableLine(one.file)} (plan ${one.id}) and ${printableLine(other.file)} (plan ${other.id})`;
  if (differences.length === 0) return `${wrap(`${files} are alike.`, width)}\n`;
  const sections = new Map<string, PlanDifference[]>();
  for (const difference of differences) {
    const [first = '', ...rest] = difference.path.split(' ');
    const section = rest.length === 0 ? 'plan' : first;
    sections.set(section, [...(sections.get(section) ?? []), difference]);
  }
  return [
    wrap(style.bold(`${files} differ in ${count(differences.length, 'place')}`), width),
    ...[...sections].flatMap(([section, members]) => [
      style.bold(section),
      ...lines(section, members).map((line) => item(printableLine(line), { bullet: '-', width, indent: '  ' })),
    ]),
    '',
  ].join('\n');
}

function lines(section: string, members: readonly PlanDifference[]): readonly string[] {
  if (section !== 'servers') return members.map((member) => `${placeText(member, section)}: ${changeText(member)}`);
  const serversByChange = new Map<string, string[]>();
  for (const member of members) {
    const [, server = '', fact] = member.path.split(' ');
    const change = fact === undefined ? changeText(member) : `${fact} ${changeText(member)}`;
    serversByChange.set(change, [...(serversByChange.get(change) ?? []), server]);
  }
  return [...serversByChange].map(([change, servers]) => `${serverNames(servers).join(', ')}: ${change}`);
}

function placeText({ path }: PlanDifference, section: string): string {
  return section === 'plan' ? path : path.slice(section.length + 1);
}

function changeText({ path, one, other }: PlanDifference): string {
  if (other === undefined) return `only in the first${detail(one)}`;
  if (one === undefined) return `only in the second${detail(other)}`;
  if (/(?:Ms)$/.test(path)) return `${durationText(Number(one))} -> ${durationText(Number(other))}`;
  const [before, after] = aroundDifference(one, other);
  return `${word(before)} -> ${word(after)}`;
}

function detail(value: string | undefined): string {
  return value === undefined || value === 'present' ? '' : ` (${value})`;
}

function word(text: string): string {
  return text === '' ? 'none' : text;
}

const CONTEXT = 24;
const LONG = 72;

/** Two texts as they are, or of long ones, such as command lines, the part that differs with a little of what is around it. */
export function aroundDifference(one: string, other: string): readonly [string, string] {
  if (one.length <= LONG && other.length <= LONG) return [one, other];
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const cutOut = (text: string): string => {
    const from = Math.max(0, start - CONTEXT);
    const to = Math.min(text.length, Math.max(start, text.length - end) + CONTEXT);
    return `${from > 0 ? '...' : ''}${text.slice(from, to)}${to < text.length ? '...' : ''}`;
  };
  return [cutOut(one), cutOut(other)];
}
