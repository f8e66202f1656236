import type { Gate } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Look } from '../../model/look.ts';
import type { Run } from '../run.ts';
import { lookAtApiserver, measureOutage } from './apiserver.ts';
import { lookAtCanary } from './canary.ts';
import { lookAtCluster } from './cluster.ts';
import { lookAtEtcd } from './etcd.ts';
import type { GateQuestion } from './gate-question.ts';
import { lookAtLoaded } from './loaded.ts';
import { lookAtNode } from './node.ts';
import { lookAtSaved } from './saved.ts';
import { lookAtStage } from './stage.ts';
import { lookAtUnit } from './unit.ts';

/** One look at one gate (design.md, "Gates"). While the server's apiserver is down it is asked at each look whether it is back. */
export function lookAtGate(run: Run, gate: Gate, question: GateQuestion): Promise<Look<undefined>> {
  if (run.outages.isDown(question.server)) measureOutage(run, question);
  return lookAt(run, gate, question);
}

function lookAt(run: Run, gate: Gate, question: GateQuestion): Promise<Look<undefined>> {
  switch (gate) {
    case 'saved':
      return lookAtSaved(run, question);
    case 'cluster':
      return lookAtCluster(run, question);
    case 'unit':
      return lookAtUnit(run, question);
    case 'node':
      return lookAtNode(run, question);
    case 'apiserver':
      return lookAtApiserver(run, question);
    case 'etcd':
      return lookAtEtcd(run, question);
    case 'stage':
      return lookAtStage(run, question);
    case 'loaded':
      return lookAtLoaded(run, question);
    case 'canary':
      return lookAtCanary(run, question);
    default:
      return unreachable(gate);
  }
}
