import type { Check } from '../model/check.ts';
import { byVerdict, checkText } from './check-text.ts';
import { failureText } from './failure-text.ts';
import type { Hints } from './hints.ts';
import { item, wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import type { Style } from './style.ts';
import { count } from './units.ts';

/** Whether passed checks are printed in full, or by their ids alone. */
export interface ChecksOptions extends RenderOptions {
  readonly passed?: 'in-full' | 'in-short';
  /** Whether advice is printed. The default is yes. */
  readonly advice?: boolean;
  /** For whole commands in the advice. */
  readonly hints?: Hints;
}

/** Refusals and warnings with advice, then passed checks. Ends with a line feed. */
export function checksText(checks: readonly Check[], options: ChecksOptions): string {
  const { style, width, passed = 'in-short', advice: advises = true, hints } = options;
  const good = checks.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
  const shown = byVerdict(checks).filter(({ verdict }) => passed === 'in-full' || verdict !== 'pass');
  const names = passed === 'in-short' && good.length > 0 ? `: ${good.join(', ')}` : '';
  const lines = shown.flatMap((check) => {
    const { title, evidence, next } = checkText(check, failureText, hints);
    const text = printableLine(evidence === '' ? title : `${title}: ${evidence}`);
    const line = item(text, { bullet: verdictText(check.verdict, style), width, indent: '  ' });
    return [
      line,
      ...(advises ? next : []).map((advice) => adviceText(printableLine(advice), { style, width }, '           ')),
    ];
  });
  return [...lines, wrap(`${good.length} of ${count(checks.length, 'check')} passed${names}`, width, '  '), ''].join(
    '\n',
  );
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
