import { stripVTControlCharacters } from 'node:util';

import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { parseLogLine } from '../../src/engine/log-line.ts';
import { recorded } from '../support/recordings.ts';

/** As Go's `%q` writes it. */
function quoted(text: string): string {
  return `"${text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)}"`;
}

const KEYS = fc.stringMatching(/^[A-Za-z_][\w./-]{0,11}$/);
const TEXTS = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => !text.includes('\r') && text === stripVTControlCharacters(text));
const FIELDS = fc.uniqueArray(fc.tuple(KEYS, TEXTS), { selector: ([key]) => key, minLength: 1, maxLength: 8 });

/** The same pairs in two orders; each value is quoted in one of them, and bare in the other where that says the same. */
const WRITTEN_TWICE = FIELDS.chain((fields) =>
  fc.record({
    fields: fc.constant(fields),
    order: fc.shuffledSubarray(fields, { minLength: fields.length }),
    bare: fc.array(fc.boolean(), { minLength: fields.length, maxLength: fields.length }),
  }),
);

function written(fields: readonly (readonly [string, string])[], bare: readonly boolean[] = []): string {
  return fields
    .map(([key, text], index) => `${key}=${bare[index] === true && /^[\w./@^+-]*$/.test(text) ? text : quoted(text)}`)
    .join(' ');
}

describe('a line of the engine’s log', () => {
  it('given any pairs in any order, quoted or not, then each has its value', ({ expect }) => {
    fc.assert(
      fc.property(WRITTEN_TWICE, ({ fields, order, bare }) => {
        const one = parseLogLine(written(fields)).fields;
        const other = parseLogLine(written(order, bare)).fields;

        expect(Object.fromEntries(one)).toEqual(Object.fromEntries(fields));
        expect(Object.fromEntries(other)).toEqual(Object.fromEntries(fields));
      }),
    );
  });

  it('given the pairs of any other logger within a value, then they are no pairs of the line', ({ expect }) => {
    fc.assert(
      fc.property(FIELDS, FIELDS, (outer, inner) => {
        const line = written([...outer.filter(([key]) => key !== 'said'), ['said', written(inner)]]);

        expect([...parseLogLine(line).fields.keys()].filter((key) => key !== 'said')).toEqual(
          outer.map(([key]) => key).filter((key) => key !== 'said'),
        );
      }),
    );
  });

  const CASES: readonly {
    readonly given: string;
    readonly line: string;
    readonly message: string;
    readonly fields: Readonly<Record<string, string>>;
  }[] = [
    {
      given: 'an event of v1.36',
      line: recorded('2026/rewrite-deleted-meanwhile').trimEnd(),
      message: 'Event occurred',
      fields: {
        level: 'info',
        apiVersion: '',
        kind: 'Node',
        message: 'failed to update secret: secrets "kill1-s1-1" not found',
        reason: 'SecretsUpdateError',
        type: 'Warning',
      },
    },
    {
      given: 'an event of 2025, with the head of klog',
      line: recorded('2025/rewrite-deleted-meanwhile').trimEnd(),
      message: 'Event occurred',
      fields: { reason: 'SecretsUpdateError', message: 'failed to update secret: secrets "kill1-s1-1" not found' },
    },
    {
      given: 'a line of klog within one of logrus',
      line: `time="2026-03-09T09:46:54Z" level=info msg=${quoted(recorded('2025/rewrite-deleted-meanwhile').trimEnd())}`,
      message: 'Event occurred',
      fields: { reason: 'SecretsUpdateError', message: 'failed to update secret: secrets "kill1-s1-1" not found' },
    },
    {
      given: 'a message that ends with a line feed',
      line: String.raw`time="2026-11-27T22:47:32Z" level=info msg="Encryption aescbc keys right rotated\n"`,
      message: 'Encryption aescbc keys right rotated\n',
      fields: { time: '2026-11-27T22:47:32Z', level: 'info' },
    },
    {
      given: 'a line on a terminal, in colour',
      line: '\u001B[33mWARN\u001B[0m[0012] Unknown flag --tls-san found in config.yaml, skipping',
      message: 'Unknown flag --tls-san found in config.yaml, skipping',
      fields: { level: 'warning' },
    },
    {
      given: 'two values of one key, then the first counts',
      line: 'level=error msg=first level=info',
      message: 'first',
      fields: { level: 'error' },
    },
    {
      given: 'escapes of every kind',
      line: String.raw`msg="\a\t\x41\u00e4\U0001F511\\ \"q\""`,
      message: '\u0007\tAä🔑\\ "q"',
      fields: {},
    },
    {
      given: 'a value that was cut off',
      line: 'reason="SecretsPro',
      message: 'reason="SecretsPro',
      fields: { reason: 'SecretsPro' },
    },
    { given: 'no form at all', line: 'Main process exited', message: 'Main process exited', fields: {} },
  ];
  for (const { given, line, message, fields } of CASES) {
    it(`given ${given}, then it is read`, ({ expect }) => {
      const read = parseLogLine(line);

      expect(read.message).toBe(message);
      expect(Object.fromEntries(read.fields)).toMatchObject(fields);
    });
  }

  it('given a line without end, then it is read up to a bound', ({ expect }) => {
    const { fields } = parseLogLine(`a=${'x'.repeat(1_000_000)} b=late`);

    expect(fields.get('a')?.length).toBeLessThan(20_000);
    expect(fields.has('b')).toBe(false);
  });

  it('given any text, then nothing is thrown', ({ expect }) => {
    const UNITS = fc.constantFrom(
      '"',
      '\\',
      '=',
      ' ',
      'a',
      'msg',
      'U',
      'x',
      '\n',
      'I0309 09:46:54.1 1 e.go:1] ',
      'WARN[0000]',
    );
    fc.assert(
      fc.property(fc.string({ unit: UNITS, maxLength: 60 }), (text) => {
        expect(typeof parseLogLine(text).message).toBe('string');
      }),
    );
  });
});
