import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

import { apiserverTarget } from '../../cluster/target.ts';
import { firstAnswer } from '../../cluster/first-answer.ts';
import {
  acquireLease,
  readLeaseHolder,
  releaseLease,
  type LeaseAnswer,
  type LeaseHolder,
} from '../../cluster/lease.ts';
import type { Clock, StepContext } from '../../model/clock.ts';
import type { Emit } from '../../model/event.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import type { LockHeld } from '../../model/failures/run.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Fleet } from '../../remote/runner.ts';
import { keepLock, type LockKeeper, type Renewal } from './lease-heartbeat.ts';
import { placeWord } from './process-identity.ts';

const LEASE_SECONDS = 60;

/** The Lease of one run, and its heartbeat. */
export interface ClusterLock {
  readonly keeper: LockKeeper;
  /** Ends the heartbeat and gives the Lease back. A Lease that cannot be given back expires by itself. */
  release(context: StepContext): Promise<void>;
}

/**
 * Takes the Lease `kube-system/keyturn` for a run, so that no other machine or operator rotates this cluster. After a
 * crash the same run takes its own Lease again, from another machine only once the Lease has expired. Fails with
 * `lock-held`, or with what kept us from asking.
 */
export async function takeClusterLock(options: {
  readonly context: StepContext;
  readonly facts: ClusterFacts;
  readonly fleet: Fleet;
  readonly runId: string;
  /** Holds the local lock of this process. */
  readonly stateDirectory: string;
  readonly operator: string;
  readonly emit: Emit;
  readonly onLost: () => void;
}): Promise<Result<ClusterLock>> {
  const holder: LeaseHolder = {
    runId: options.runId,
    process: randomBytes(4).toString('hex'),
    place: placeWord(options.stateDirectory, options.facts.cluster),
    operator: options.operator,
    host: hostname(),
  };
  const taken = await ask(options, (context, server) =>
    acquireLease(context, options.fleet.runner(server.name), apiserverTarget(server), {
      holder,
      durationSeconds: LEASE_SECONDS,
      renews: false,
    }),
  );
  if (!taken.ok) return taken;
  if (taken.value.kind === 'held') {
    const { holder: by, since, where, expiresAt } = taken.value;
    return failed({ kind: 'lock-held', holder: by, since, where, expiresAt });
  }
  const keeper = keepLock({
    context: heartbeatContext(options.context.clock),
    renew: (context) => renew({ ...options, context }, holder),
    emit: options.emit,
    onLost: options.onLost,
  });
  return success({
    keeper,
    release: async (context) => {
      await keeper[Symbol.asyncDispose]();
      await ask({ ...options, context }, (inner, server) =>
        releaseLease(inner, options.fleet.runner(server.name), apiserverTarget(server), holder),
      );
    },
  });
}

/**
 * The holder of the Lease, as the failure that a run would get. `undefined` without a holder or an answer. Taking the
 * Lease will then decide.
 */
export async function lookAtClusterLock(
  options: AskOptions & { readonly stateDirectory: string },
): Promise<LockHeld | undefined> {
  const place = placeWord(options.stateDirectory, options.facts.cluster);
  const held = await ask(options, (context, server) =>
    readLeaseHolder(context, options.fleet.runner(server.name), apiserverTarget(server), { place }),
  );
  if (!held.ok || held.value === undefined) return undefined;
  const { holder, since, where, expiresAt } = held.value;
  return { kind: 'lock-held', holder, since, where, expiresAt };
}

/** The heartbeat has its own context, so that an operator's Ctrl-C stops the heartbeat only after the run has ended. */
function heartbeatContext(clock: Clock): StepContext {
  return { signal: new AbortController().signal, clock };
}

async function renew(options: AskOptions, holder: LeaseHolder): Promise<Renewal> {
  const answer = await ask<LeaseAnswer>(options, (context, server) =>
    acquireLease(context, options.fleet.runner(server.name), apiserverTarget(server), {
      holder,
      durationSeconds: LEASE_SECONDS,
      renews: true,
    }),
  );
  if (!answer.ok) return { kind: 'unanswered', reason: answer.failure.kind };
  return answer.value.kind === 'held'
    ? { kind: 'lost', holder: answer.value.holder, where: answer.value.where }
    : { kind: 'renewed' };
}

interface AskOptions {
  readonly context: StepContext;
  readonly facts: ClusterFacts;
  readonly fleet: Fleet;
}

/** Asks the control-plane servers in turn until a server answers, because during a roll any server may be down. */
function ask<T>(
  { context, facts }: AskOptions,
  question: (context: StepContext, server: ServerFacts) => Promise<Result<T>>,
): Promise<Result<T>> {
  const servers = facts.servers.filter(({ apiserverUrl }) => apiserverUrl !== undefined);
  const nobody = failed({ kind: 'interrupted', at: undefined } as const);
  return firstAnswer({ context, servers, nobody }, (server) => question(context, server));
}
