import { describe, it } from 'vitest';

import { jsonText } from '../../src/model/json-text.ts';
import { eventLine } from '../../src/report/ndjson-reporter.ts';
import { painted, table } from '../../src/report/layout.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { renderPlanCommands } from '../../src/report/plan-commands-text.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { printable, printableLine } from '../../src/report/printable.ts';
import { PLAIN } from '../../src/report/style.ts';
import { samplePlanWithCommands } from './samples.ts';

/** What a host may print to move the cursor, to recolour, to hide, or to turn round what follows. */
const HOSTILE = [
  ['a carriage return', '\r'],
  ['a bell', '\u0007'],
  ['delete', '\u007F'],
  ['a C1 control sequence', '\u009B2K'],
  ['a right-to-left override', '\u202E'],
  ['a left-to-right mark', '\u200E'],
  ['a right-to-left mark', '\u200F'],
  ['an Arabic letter mark', '\u061C'],
  ['an isolate', '\u2067'],
  ['a zero-width blank', '\u200B'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029'],
  ['an invisible tag beyond 16 bits', '\u{E0041}'],
] as const;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('a text from a host', () => {
  it.for(HOSTILE)('given %s, when it is made printable, then nothing of it is left', ([, hostile], { expect }) => {
    expect(printableLine(`a${hostile}b`)).not.toMatch(UNSEEN);
    expect(printable(`a\n\t${hostile}b`).replace('\n\t', '')).not.toMatch(UNSEEN);
  });

  it.for(HOSTILE)(
    'given %s, when it goes into JSON, then it is escaped and reads back the same',
    ([, hostile], { expect }) => {
      const text = jsonText({ [hostile]: [hostile] }, 2);
      expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
      expect(JSON.parse(text)).toEqual({ [hostile]: [hostile] });
    },
  );

  it('given a line of events, then it is one line that a terminal can be shown', ({ expect }) => {
    const line = eventLine({ type: 'reconnecting', server: 's1', reason: '\u009B31mred\u2028line' }, 0);
    expect(line.trimEnd()).not.toMatch(UNSEEN);
  });

  it('given a cell with a colour of its own, when a table is made, then only our colours are in it', ({ expect }) => {
    const green = (text: string): string => `<${text}>`;
    expect(table([['\u001B[31mred\u001B[0m', painted(green, '\u001B[2Kgood')]])).toBe('red  <good>');
  });

  it('given a key name that moves the cursor, when the plan is shown for consent, then it is harmless', ({
    expect,
  }) => {
    const plan = samplePlanWithCommands('three', 'staged');
    const oldKey = { ...plan.oldKey, name: 'key\u001B[2A\u001B[2K\rall is well' };
    const fingerprint = {
      ...plan.fingerprint,
      servers: plan.fingerprint.servers.map((server) => ({ ...server, nodeName: 'n\u001B[1A', version: 'v\u009B1A' })),
    };
    const hostile = { ...plan, oldKey, fingerprint };
    const options = { style: PLAIN, width: 100, keyAgeMs: undefined, listsChecks: true, hints: NO_HINTS };
    for (const text of [renderPlan(hostile, options), renderPlanCommands(hostile, options)]) {
      expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
      expect(text).toContain('key\uFFFDall is well');
    }
  });
});
