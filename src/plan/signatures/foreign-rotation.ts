import type { SignatureDetails } from '../../model/diagnosis.ts';
import { adopt } from '../adopt.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers } from '../fact-reading.ts';
import { isRotationUnfinished } from '../rotation-unfinished.ts';
import type { Match, Signature } from '../signature.ts';

/** A rotation that no run here began is half-done (failures.md 7.3). */
export const foreignRotation: Signature<'foreign-rotation'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 7.3', 'docs/facts/failures.md 4', 'rancher/rke2#3006'],
  explainsEverywhere: ['annotation-outdated', 'apiserver-not-loaded'],
  checks: ['stage-allowed'],
  find: (examination) => foreign(examination),
};

function foreign({
  facts,
  cluster,
  unfinishedRun,
}: Examination): readonly Match<SignatureDetails['foreign-rotation']>[] {
  if (unfinishedRun !== undefined || !isRotationUnfinished(facts)) return [];
  const adopted = adopt({ facts, policy: cluster.rotation, freezeWrites: false });
  const planes = controlPlaneServers(facts);
  const stages = planes.map(({ name, encryption }) => `${name}=${encryption?.state?.stage ?? 'unknown'}`);
  return [
    {
      servers: planes.map(({ name }) => name),
      evidence: [...stages, ...(adopted.ok ? [`continues at=${adopted.value.entry.at}`] : [])],
      details: {
        stages,
        strategy: adopted.ok ? adopted.value.course.strategy : undefined,
      },
    },
  ];
}
