import { describe, it } from 'vitest';
import { isStepId } from '../../src/model/step-id.ts';
import { eventLine } from '../../src/report/ndjson-reporter.ts';
import { createJsonReporter } from '../../src/report/json-reporter.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { eventLineSchema, failureSchema, resultSchema, stepIdSchema } from '../support/published-schema.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const NOW = Date.parse('2026-11-24T02:00:00Z');

describe('the schema of events', () => {
  it.for(Object.values(SAMPLE_EVENTS))('given $type, its line is valid', (event, { expect }) => {
    const line: unknown = JSON.parse(eventLine(event, NOW));
    const parsed = eventLineSchema.safeParse(line);
    expect(parsed.error?.message).toBeUndefined();
    expect(line).toMatchObject({ schema: 'keyturn.event/1', at: '2026-11-24T02:00:00.000Z', type: event.type });
  });

  it('given a field that nobody described, a line is not valid', ({ expect }) => {
    const line = { ...(JSON.parse(eventLine(SAMPLE_EVENTS.reconnecting, NOW)) as object), more: 1 };
    expect(eventLineSchema.safeParse(line).success).toBe(false);
  });

  it.for(Object.values(SAMPLE_FAILURES))('given the failure $kind, its JSON is valid', (failure, { expect }) => {
    expect(failureSchema.safeParse(JSON.parse(JSON.stringify(failure))).error?.message).toBeUndefined();
  });

  it.for([
    'snapshot-before',
    'seal:s1',
    'command:rotate',
    'restart:prepare:fe80::1',
    'container:rotate:s2',
    'loaded:rotate',
    'loaded:rotate:s2',
    'census:before-roll',
    'census:before:s3',
    'census:before-container:s3',
    'snapshot',
    'seal',
    'seal:',
    'command:rotate:s1',
    'restart:prepare',
    'container:roll:s2',
    'census:before',
    'census:before-roll:s1',
    'prove ',
    '',
  ])('given the text %j, it is a step exactly where the source says so', (text, { expect }) => {
    expect(stepIdSchema.safeParse(text).success).toBe(isStepId(text));
  });

  it('is one line for each event, whatever is in it', ({ expect }) => {
    expect(eventLine({ type: 'reconnecting', server: 's1', reason: 'a\nb\u2028c' }, NOW).match(/\n/g)).toHaveLength(1);
  });
});

describe('the document of --output json', () => {
  it('given a run that stops, holds plan, steps, error and figures in one valid document', ({ expect }) => {
    const written: string[] = [];
    const outcomes: string[] = [];
    const reporter = createJsonReporter({
      write: (text) => written.push(text),
      now: () => NOW,
      hints: NO_HINTS,
      onOutcome: ({ kind }) => outcomes.push(kind),
    });
    for (const event of Object.values(SAMPLE_EVENTS)) reporter.emit(event);
    expect(written).toHaveLength(1);
    const document: unknown = JSON.parse(written.join(''));
    expect(resultSchema.safeParse(document).error?.message).toBeUndefined();
    expect(document).toMatchObject({
      schema: 'keyturn.result/1',
      runId: 'r1',
      exitCode: 4,
      steps: [{ step: 'restart:prepare:s2', durationMs: 21_000 }, { step: 'prove' }],
      error: { what: expect.stringContaining('s2') },
    });
    expect(outcomes).toEqual(['stopped-resumable']);
  });
});
