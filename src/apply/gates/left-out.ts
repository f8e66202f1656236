import { readNodes } from '../../cluster/nodes.ts';
import { readServingApiservers } from '../../cluster/serving-apiservers.ts';
import { HOLDS } from '../../model/look.ts';
import { judgeLeftOut, type PartLook } from '../../plan/gates/cluster.ts';
import { notAnswered } from '../gate-wait.ts';
import { controlPlanes, runnerOf, serverFacts, watching, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';

/**
 * Whether a server that the run goes on without has come back: with files of the time when it was lost it would take writes under a key that is
 * on its way out. Its etcd member is for the look at etcd. Nothing is asked where nobody is left out; where the only apiserver is to be
 * restarted and does not answer, nobody can say.
 */
export function lookForLeftOut(run: Run, restarted: string): readonly Promise<PartLook>[] {
  return run.facts.leftOut.length === 0 ? [] : [look(run, restarted)];
}

async function look(run: Run, restarted: string): Promise<PartLook> {
  const planes = controlPlanes(run);
  const asked = planes.find((name) => name !== restarted) ?? run.plan.leader;
  const target = apiserverTarget(serverFacts(run, asked));
  const [nodes, serving] = await Promise.all([
    readNodes(watching(run), runnerOf(run, asked), target, run.cluster.distribution),
    readServingApiservers(watching(run), runnerOf(run, asked), target),
  ]);
  const silent = nodes.ok ? serving : nodes;
  if (!silent.ok) {
    return asked === restarted
      ? { server: undefined, look: HOLDS }
      : { server: asked, look: notAnswered(silent.failure) };
  }
  const found = { nodes: nodes.ok ? nodes.value : [], serving: serving.ok ? serving.value : [] };
  return { server: undefined, look: judgeLeftOut(found, { servers: run.facts.servers, planes: planes.length }) };
}
