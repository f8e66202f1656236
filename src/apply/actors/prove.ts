import { someNames } from '../../cluster/key-prefix.ts';
import { remnantsOn } from '../../cluster/remnants.ts';
import type { Remnants } from '../../model/datastore.ts';
import type { KeyName } from '../../model/encryption.ts';
import type { Census } from '../../model/facts.ts';
import type { ReadBack } from '../../model/run-summary.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { countByKey } from '../questions/count-by-key.ts';
import { gatherServerStates, stateDifferences, unknownServers } from '../questions/final-state.ts';
import { observeStep, type Evidence } from '../steps/perform-step.ts';
import { readBackThroughAll } from '../questions/read-back-all.ts';
import { runnerOf, watching, type Run } from '../run/run.ts';

/** The figures of a proof, for the closing summary. */
export interface Proof {
  readonly census: Census;
  readonly newKey: string;
  readonly readBack: ReadBack;
  /** `undefined` where no datastore of the cluster keeps older values. */
  readonly remnants: Remnants | undefined;
}

/**
 * Older values need no proof, so the figures are informative only. `undefined` where no datastore of the cluster keeps
 * older values.
 */
async function remnantsUnder(run: Run, active: KeyName): Promise<Remnants | undefined> {
  const server = run.facts.servers.find(({ datastore }) => datastore.kind === 'kine');
  return server === undefined ? undefined : remnantsOn(watching(run), runnerOf(run, server.name), { server, active });
}

/** Nothing is proven of a server that was left out. */
function leftOutOf({ facts }: Run): Evidence {
  return facts.leftOut.length === 0 ? {} : { leftOut: facts.leftOut.map(({ name }) => name).join(',') };
}

/**
 * The proof (failures.md 7.4). Every control-plane server shows `reencrypt_finished` and has loaded the same file with
 * the same single new key. The datastore holds no Secret under any other key. Secrets can be read one by one through
 * every apiserver.
 */
export async function prove(run: Run): Promise<Result<Proof>> {
  let proof: Proof | undefined;
  const observed = await observeStep(run, 'prove', async () => {
    const context = watching(run);
    const states = await gatherServerStates(run, context);
    if (!states.ok) return states;
    const joined = await unknownServers(run, context);
    if (!joined.ok) return joined;
    const differences = [...stateDifferences(run, states.value), ...joined.value];
    if (differences.length > 0) return failed({ kind: 'proof-failed', differences });
    const census = await countByKey(run, context);
    if (!census.ok) return census;
    const { stragglerCount, stragglers, newKey } = census.value;
    run.emit({ type: 'census-taken', step: 'prove', census: census.value.census, stragglerCount });
    if (stragglerCount > 0) {
      const names = someNames(stragglers);
      return failed({ kind: 'stragglers-remain', point: 'proof', count: stragglerCount, names, repairable: false });
    }
    const read = await readBackThroughAll(run, context);
    if (!read.ok) return read;
    proof = {
      census: census.value.census,
      newKey: newKey.name,
      readBack: read.value,
      remnants: await remnantsUnder(run, newKey),
    };
    return success({
      total: census.value.census.total,
      newKey: newKey.name,
      underOtherKeys: 0,
      readBack: read.value.sample,
      readBackOf: read.value.total,
      apiservers: read.value.apiservers,
      ...leftOutOf(run),
    });
  });
  if (!observed.ok) return observed;
  if (proof === undefined) throw new Error('a proof without its figures');
  return success(proof);
}
