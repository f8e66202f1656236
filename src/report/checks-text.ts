import type { Check } from '../model/check.ts';
import { byVerdict, checkTexts } from './check-text.ts';
import { failureText } from './failure-text.ts';
import type { Hints } from './hints.ts';
import { item, wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import type { Style } from './style.ts';
import { count } from './units.ts';

/** Whether passed checks are listed, or are only a number. */
export interface ChecksOptions extends RenderOptions {
  readonly passed?: 'in-full' | 'as-number';
  /** The word for a check that does not hold. The default is that of a plan, which is refused. */
  readonly failing?: 'REFUSED' | 'FAILED';
  /** Whether advice is printed. The default is yes. */
  readonly advice?: boolean;
  /** For whole commands in the advice. */
  readonly hints?: Hints;
}

/** Refusals and warnings with advice, then passed checks and how many they are. Ends with a line feed. */
export function checksText(checks: readonly Check[], options: ChecksOptions): string {
  return [...checksLines(checks, options), passedLine(checks, options), ''].join('\n');
}

/** Refusals and warnings with advice, then passed checks. Servers with the same finding share it. */
export function checksLines(checks: readonly Check[], options: ChecksOptions): readonly string[] {
  const { style, width, passed = 'as-number', advice: advises = true, failing = 'REFUSED', hints } = options;
  const shown = byVerdict(checks).filter(({ verdict }) => passed === 'in-full' || verdict !== 'pass');
  return checkTexts(shown, failureText, hints).flatMap(({ verdict, title, evidence, next }) => {
    const text = printableLine(evidence === '' ? title : `${title}: ${evidence}`);
    const line = item(text, { bullet: verdictText(verdict, failing, style), width, indent: '  ' });
    return [
      line,
      ...(advises ? next : []).map((advice) => adviceText(printableLine(advice), { style, width }, '           ')),
    ];
  });
}

function passedLine(checks: readonly Check[], { width }: ChecksOptions): string {
  const good = checks.filter(({ verdict }) => verdict === 'pass').length;
  return wrap(`${String(good)} of ${count(checks.length, 'check')} passed`, width, '  ');
}

function verdictText(verdict: Check['verdict'], failing: string, style: Style): string {
  switch (verdict) {
    case 'refuse':
      return style.red(failing.padEnd(8));
    case 'warn':
      return style.yellow('WARNING ');
    default:
      return style.green('ok      ');
  }
}
