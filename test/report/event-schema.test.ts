import { describe, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { Event } from '../../src/model/event.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { eventLineSchema, type EVENT_SCHEMAS, resultSchema } from '../../src/report/event-schema.ts';
import { failureSchema } from '../../src/report/event-schema/failure.ts';
import { createJsonReporter } from '../../src/report/json-reporter.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';
import { SAMPLE_FAILURES } from './samples.ts';

/** A type as JSON writes it: nothing is read-only, and what may be `undefined` may be absent. */
type Wire<T> = T extends readonly (infer Item)[]
  ? Wire<Item>[]
  : T extends string | number | boolean | undefined
    ? T
    : string extends keyof T
      ? Record<string, Wire<T[keyof T]>>
      : { -readonly [K in keyof T as undefined extends T[K] ? never : K]: Wire<T[K]> } & {
          -readonly [K in keyof T as undefined extends T[K] ? K : never]?: Wire<T[K]> | undefined;
        };

const NOW = Date.parse('2026-11-24T02:00:00Z');

describe('the schema of events', () => {
  it('has exactly the fields of every event of the model', () => {
    type Schemas = typeof EVENT_SCHEMAS;
    type Written = { [T in keyof Schemas]: z.output<Schemas[T]> };
    type Told = { [T in Event['type']]: Wire<Extract<Event, { type: T }>> };
    expectTypeOf<Told>().toExtend<Written>();
    expectTypeOf<Written>().toExtend<Told>();
  });

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
