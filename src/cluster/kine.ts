import type { StepContext } from '../model/clock.ts';
import type { Answer } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { askGrpc, readAnswer } from './grpc.ts';
import { encodeMessage, numberOf } from './protobuf.ts';
import type { KineTarget } from './target.ts';

// etcd's api/etcdserverpb/rpc.proto, with the field numbers of StatusResponse.
const STATUS = { dbSize: 3 } as const;

/**
 * Size in bytes of the database behind kine, as kine reports it (datastores.md 2), more than all Secrets together.
 * Fails with `http-error`.
 */
export async function readKineSize(context: StepContext, runner: Runner, target: KineTarget): Promise<Answer<number>> {
  const name = 'kine status';
  const asked = await askGrpc(context, runner, target, {
    name,
    method: 'etcdserverpb.Maintenance/Status',
    message: encodeMessage([]),
    most: { key: 0, value: 0, pairs: 0 },
  });
  if (!asked.ok) return asked;
  return readAnswer(runner, name, () => numberOf(asked.value.fields, STATUS.dbSize));
}
