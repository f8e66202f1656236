import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { textsByName } from '../remote/bounded-lists.ts';
import { refusedWith } from './http-error.ts';
import { apiserverCommand, send, type HttpAnswer, type HttpRequest } from './http.ts';
import { readHostTime } from './host-time.ts';
import { readBody } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';

const COLLECTION = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
const NAME = 'keyturn';
const CONFLICT = 409;

/** The process that holds the lock. */
export interface LeaseHolder {
  readonly runId: string;
  /** Different for each process, because two processes of a run must not both hold the run's lock. */
  readonly process: string;
  /** Where the process runs, and the local lock held there. At one place the local lock keeps processes apart. */
  readonly place: string;
  /** The operator's name, shown to other operators. */
  readonly operator: string;
  readonly host: string;
}

export type LeaseAnswer = { readonly kind: 'acquired' } | LeaseHeld;

/** Another process holds the Lease. Times are ISO 8601. */
export interface LeaseHeld {
  readonly kind: 'held';
  readonly holder: string;
  readonly since: string;
  readonly where: string;
  readonly expiresAt: string | undefined;
}

const leaseSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), annotations: textsByName().default({}) }),
  spec: z.object({
    holderIdentity: z.string().nullish(),
    acquireTime: z.string().nullish(),
    renewTime: z.string().nullish(),
    leaseDurationSeconds: z.number().nullish(),
  }),
});
type Lease = z.infer<typeof leaseSchema>;

/**
 * Takes or renews the Lease `kube-system/keyturn`. A Lease is taken over if expired, given back, or held by this
 * process. A process that takes the Lease for the first time may also take it from an earlier process at this place.
 * The resourceVersion makes a race end with one winner. The clock is the queried host's, so the clocks of two operators
 * need not agree.
 */
export async function acquireLease(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  wish: {
    readonly holder: LeaseHolder;
    readonly durationSeconds: number;
    /**
     * This process already took the Lease and only renews. If another process at this place has since taken the Lease,
     * this process has lost it.
     */
    readonly renews: boolean;
  },
): Promise<Answer<LeaseAnswer>> {
  const [current, time] = await Promise.all([readLease(context, runner, target), readHostTime(context, runner)]);
  if (!current.ok) return current;
  if (!time.ok) return time;
  const lease = current.value;
  // A machine that slept may find the Lease expired, or given back by a run that took over and ended. Taken again, it would let two
  // runs go on from the same point.
  if (wish.renews && lease?.spec.holderIdentity !== identityOf(wish.holder)) return success(lostAnswer(lease));
  if (lease !== undefined && isHeld(lease, time.value) && !mayTakeOver(lease, wish)) {
    return success(heldAnswer(lease));
  }
  const identity = identityOf(wish.holder);
  const own = lease?.spec.holderIdentity === identity ? (lease.spec.acquireTime ?? undefined) : undefined;
  const now = microTime(time.value);
  const body = JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: NAME,
      namespace: 'kube-system',
      ...(lease === undefined ? {} : { resourceVersion: lease.metadata.resourceVersion }),
      annotations: {
        'keyturn/operator': wish.holder.operator,
        'keyturn/host': wish.holder.host,
        'keyturn/place': wish.holder.place,
      },
    },
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: wish.durationSeconds,
      acquireTime: own ?? now,
      renewTime: now,
    },
  });
  const request: HttpRequest =
    lease === undefined
      ? { method: 'POST', path: COLLECTION, headers: ['Content-Type: application/json'], body }
      : { method: 'PUT', path: `${COLLECTION}/${NAME}`, headers: ['Content-Type: application/json'], body };
  const answer = await send(context, runner, apiserverCommand('take lease', target, request));
  if (!answer.ok) return answer;
  const { status } = answer.value;
  if (status >= 200 && status <= 299) return success({ kind: 'acquired' });
  if (status !== CONFLICT) return refused(runner, answer.value);
  const winner = await readLease(context, runner, target);
  if (!winner.ok) return winner;
  if (winner.value === undefined) return refused(runner, answer.value);
  // The conflict is with this process itself, whose other heartbeat was faster.
  return success(winner.value.spec.holderIdentity === identity ? { kind: 'acquired' } : heldAnswer(winner.value));
}

/**
 * The current holder of the Lease. The answer is `undefined` if the Lease is free, expired, or held by an earlier
 * process at this place. Nothing is changed.
 */
export async function readLeaseHolder(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  asking: Pick<LeaseHolder, 'place'>,
): Promise<Answer<LeaseHeld | undefined>> {
  const [current, time] = await Promise.all([readLease(context, runner, target), readHostTime(context, runner)]);
  if (!current.ok) return current;
  if (!time.ok) return time;
  const lease = current.value;
  const isHeldElsewhere = lease !== undefined && isHeld(lease, time.value) && !isOfPlace(lease, asking);
  return success(isHeldElsewhere ? heldAnswer(lease) : undefined);
}

/** Gives the Lease back, if this process still holds it. */
export async function releaseLease(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  holder: LeaseHolder,
): Promise<Answer<void>> {
  const current = await readLease(context, runner, target);
  if (!current.ok) return current;
  if (current.value?.spec.holderIdentity !== identityOf(holder)) return success(undefined);
  const { resourceVersion } = current.value.metadata;
  const request: HttpRequest = {
    method: 'DELETE',
    path: `${COLLECTION}/${NAME}`,
    headers: ['Content-Type: application/json'],
    // Between reading and deleting, another process may take over an expiring Lease.
    body: JSON.stringify({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } }),
  };
  const answer = await send(context, runner, apiserverCommand('give lease back', target, request));
  if (!answer.ok) return answer;
  const { status } = answer.value;
  const isGone = status === 404 || status === CONFLICT || (status >= 200 && status <= 299);
  return isGone ? success(undefined) : refused(runner, answer.value);
}

async function readLease(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<Lease | undefined>> {
  const command = apiserverCommand('read lease', target, { method: 'GET', path: `${COLLECTION}/${NAME}` });
  const answer = await send(context, runner, command);
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return success(undefined);
  if (answer.value.status !== 200) return refused(runner, answer.value);
  return readBody(runner, command, answer.value.body, { schema: leaseSchema, expected: 'Lease' });
}

function identityOf({ runId, process }: LeaseHolder): string {
  return `${runId}/${process}`;
}

function runIdOf({ spec }: Lease): string {
  return spec.holderIdentity?.split('/')[0] ?? '';
}

/** A process holds the Lease, and the Lease has not expired. */
function isHeld({ spec }: Lease, nowMs: number): boolean {
  if (spec.holderIdentity == null || spec.holderIdentity === '') return false;
  const expires = expiryMs(spec);
  return expires === undefined || expires > nowMs;
}

/**
 * Whether the Lease is this process's own, or an earlier process's at this place. The earlier process is dead, because
 * this process holds the local lock. A renewing process does not assume this, because two processes that both held the
 * local lock would take the Lease from each other for ever.
 */
function mayTakeOver(lease: Lease, wish: { readonly holder: LeaseHolder; readonly renews: boolean }): boolean {
  return wish.renews || isOfPlace(lease, wish.holder);
}

function isOfPlace({ metadata }: Lease, { place }: Pick<LeaseHolder, 'place'>): boolean {
  return metadata.annotations['keyturn/place'] === place;
}

function expiryMs({ renewTime, leaseDurationSeconds }: Lease['spec']): number | undefined {
  const renewed = Date.parse(renewTime ?? '');
  return Number.isNaN(renewed) ? undefined : renewed + (leaseDurationSeconds ?? 0) * 1_000;
}

/** The answer to a renewal that came too late. `lease` is `undefined` where the Lease was deleted. */
function lostAnswer(lease: Lease | undefined): LeaseHeld {
  const isFree = (lease?.spec.holderIdentity ?? '') === '';
  if (lease !== undefined && !isFree) return heldAnswer(lease);
  const where = lease?.metadata.annotations['keyturn/host'] ?? 'unknown';
  return { kind: 'held', holder: 'another run, which has ended since', since: 'unknown', where, expiresAt: undefined };
}

function heldAnswer(lease: Lease): LeaseHeld {
  const { metadata, spec } = lease;
  const expires = expiryMs(spec);
  return {
    kind: 'held',
    holder: `${metadata.annotations['keyturn/operator'] ?? 'somebody'} (run ${runIdOf(lease)})`,
    since: spec.acquireTime ?? 'unknown',
    where: metadata.annotations['keyturn/host'] ?? 'unknown',
    expiresAt: expires === undefined ? undefined : new Date(expires).toISOString(),
  };
}

/** Kubernetes' MicroTime. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

function refused(runner: Runner, answer: HttpAnswer): Answer<never> {
  return refusedWith(runner, 'lease', answer);
}
