import * as z from 'zod';

import type { CommandFailure } from '../model/failures/host.ts';
import { failed, type Result } from '../model/result.ts';
import { readJson } from '../remote/read-json.ts';
import type { Runner } from '../remote/runner.ts';

const statusSchema = z.object({ message: z.string() });
/** A refusal by admission names each rule that was broken. */
const MOST_SAID = 4_000;
const MOST_SHOWN = 300;

/** The failure for a bad answer of an apiserver or etcd. `status` is 0 if unknown. */
export function httpError(
  runner: Runner,
  request: string,
  { status, message }: { readonly status: number; readonly message: string },
): Result<never, CommandFailure> {
  return failed({ kind: 'http-error', server: runner.server, request, status, message });
}

/** As `httpError`, with the message from the body. */
export function refusedWith(
  runner: Runner,
  request: string,
  { status, body }: { readonly status: number; readonly body: string },
): Result<never, CommandFailure> {
  return httpError(runner, request, { status, message: messageOf(body) });
}

/** The message of a Kubernetes Status, or the beginning of any other body. */
export function messageOf(body: string): string {
  const read = readJson(body);
  const message = read.ok ? statusSchema.safeParse(read.value).data?.message : undefined;
  return message === undefined
    ? body
        .slice(0, 2 * MOST_SHOWN)
        .trim()
        .slice(0, MOST_SHOWN)
    : message.slice(0, MOST_SAID);
}
