import type { Check } from '../model/check.ts';
import { byVerdict, checkText } from './check-text.ts';
import { failureText } from './failure-text.ts';
import { item } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import type { Style } from './style.ts';
import { count } from './units.ts';

/** Refusals and warnings one by one with what to do; what passed is listed in short. Ends with a line feed. */
export function checksText(checks: readonly Check[], { style, width }: RenderOptions): string {
  const ordered = byVerdict(checks);
  const passed = ordered.filter(({ verdict }) => verdict === 'pass');
  const lines = ordered.flatMap((check) => {
    const { title, evidence, next } = checkText(check, failureText);
    const text = printableLine(evidence === '' ? title : `${title}: ${evidence}`);
    const line = item(text, { bullet: verdictText(check.verdict, style), width, indent: '  ' });
    const advice = next === undefined ? [] : [item(printableLine(next), { bullet: style.cyan('->'), width, indent: '           ' })];
    return [line, ...advice];
  });
  return [...lines, `  ${count(passed.length, 'check')} of ${checks.length} passed.`, ''].join('\n');
}

function verdictText(verdict: Check['verdict'], style: Style): string {
  switch (verdict) {
    case 'refuse':
      return style.red('REFUSED ');
    case 'warn':
      return style.yellow('WARNING ');
    default:
      return style.green('ok      ');
  }
}
