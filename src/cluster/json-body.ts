import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { LIST_ITEMS } from '../remote/answer-bounds.ts';
import { outOfBounds, unexpectedOutput } from '../remote/command-failure.ts';
import { exceededIn, listOf } from '../remote/bounded-lists.ts';
import { parseJson, sendForJson } from './http.ts';

/** Of a description of a wrong form. */
const SHOWN_CHARACTERS = 500;

/** The expected form of a JSON body, and its name in a failure. */
export interface BodyForm<T> {
  readonly schema: z.ZodType<T>;
  readonly expected: string;
}

/** Reads a received body. Fails with `unexpected-output` or `answer-out-of-bounds`. */
export function readBody<T>(runner: Runner, command: RemoteCommand, body: string, form: BodyForm<T>): Answer<T> {
  const json = parseJson(runner, command, body);
  return json.ok ? checked(runner, command, json.value, form) : json;
}

/** Sends a request and reads the body of a 2xx answer. Any other status is `http-error`. */
export async function sendForBody<T>(
  context: StepContext,
  runner: Runner,
  command: RemoteCommand,
  form: BodyForm<T>,
): Promise<Answer<T>> {
  const json = await sendForJson(context, runner, command);
  return json.ok ? checked(runner, command, json.value, form) : json;
}

function checked<T>(runner: Runner, command: RemoteCommand, json: unknown, form: BodyForm<T>): Answer<T> {
  const parsed = form.schema.safeParse(json);
  if (parsed.success) return success(parsed.data);
  const exceeded = exceededIn(parsed.error);
  if (exceeded !== undefined) return outOfBounds(runner, command, exceeded);
  const raw = z.prettifyError(parsed.error).slice(0, SHOWN_CHARACTERS);
  return unexpectedOutput(runner, command, { expected: form.expected, raw });
}

/**
 * A list of the Kubernetes API. An empty list of metadata alone has `"items": null`, which is Go's empty slice as real
 * apiservers send it (v1.36.3, measured.md 6).
 */
export function listSchema<T extends z.ZodType>(item: T, most = LIST_ITEMS) {
  return z.object({
    items: listOf(item, most)
      .nullish()
      .transform((items) => items ?? []),
  });
}
