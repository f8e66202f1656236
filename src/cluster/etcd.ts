import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import type { MemberState } from '../model/datastore.ts';
import type { EtcdFacts } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText } from '../remote/bounded-lists.ts';
import { etcdCommand, send } from './http.ts';
import { sendForBody } from './json-body.ts';
import type { EtcdTarget } from './target.ts';

// The gateway prints numbers as text and leaves zero values out (measured.md 4).
const statusSchema = z.object({
  version: z.string(),
  dbSize: z.string().default('0'),
  dbSizeInUse: z.string().default('0'),
  dbSizeQuota: z.string().optional(),
  leader: z.string().default('0'),
});
const membersSchema = z.object({
  members: listOf(
    z.object({ ID: z.string(), name: nameText.default(''), isLearner: z.boolean().default(false) }),
  ).default([]),
});
const alarmsSchema = z.object({ alarms: listOf(z.object({ alarm: z.string() })).default([]) });

/**
 * Version, members, leader, alarms and sizes, as one member reports them. Each member's health is read on its own host.
 */
export async function readEtcd(context: StepContext, runner: Runner, target: EtcdTarget): Promise<Answer<EtcdFacts>> {
  const [status, members, alarms] = await Promise.all([
    ask(context, runner, target, { path: '/v3/maintenance/status', body: {}, schema: statusSchema }),
    ask(context, runner, target, { path: '/v3/cluster/member/list', body: {}, schema: membersSchema }),
    ask(context, runner, target, { path: '/v3/maintenance/alarm', body: { action: 'GET' }, schema: alarmsSchema }),
  ]);
  if (!status.ok) return status;
  if (!members.ok) return members;
  if (!alarms.ok) return alarms;
  const { version, dbSize, dbSizeInUse, dbSizeQuota, leader } = status.value;
  const quota = Number(dbSizeQuota ?? '0');
  return success({
    version,
    leaderId: leader,
    members: members.value.members.map(({ ID, name, isLearner }) => ({
      id: ID,
      name,
      learner: isLearner,
      healthy: false,
    })),
    alarms: alarms.value.alarms.map(({ alarm }) => alarm).sort(),
    dbSizeBytes: Number(dbSize),
    dbSizeInUseBytes: Number(dbSizeInUse),
    quotaBytes: quota > 0 ? quota : undefined,
  });
}

/** Current size of etcd's database in bytes, more than all Secrets together. */
export async function readEtcdSize(context: StepContext, runner: Runner, target: EtcdTarget): Promise<Answer<number>> {
  const status = await ask(context, runner, target, { path: '/v3/maintenance/status', body: {}, schema: statusSchema });
  return status.ok ? success(Number(status.value.dbSizeInUse)) : status;
}

/** `/health` of the member on this host. A member without an answer is unhealthy. */
export async function readEtcdHealth(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
): Promise<Answer<boolean>> {
  const state = await readMemberState(context, runner, target);
  return state.ok ? success(state.value === 'healthy') : state;
}

/** Whether the member on this host is healthy, answers without being healthy, or does not answer at all. */
export async function readMemberState(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
): Promise<Answer<MemberState>> {
  const answer = await send(context, runner, etcdCommand('etcd health', target, { path: '/health' }));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 0) return success('silent');
  return success(status === 200 && /"health"\s*:\s*"true"/.test(body) ? 'healthy' : 'unhealthy');
}

async function ask<T>(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
  question: { readonly path: string; readonly body: object; readonly schema: z.ZodType<T> },
): Promise<Answer<T>> {
  const command = etcdCommand(`etcd ${question.path.split('/').at(-1)}`, target, question);
  return sendForBody(context, runner, command, { schema: question.schema, expected: question.path });
}
