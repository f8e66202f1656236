import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers, nodeOf } from '../fact-reading.ts';
import type { Match, Signature } from '../signature.ts';

/** A Node's annotation names another file than the server has, so the engine refuses its commands (failures.md 2.2). */
export const annotationOutdated: Signature<'annotation-outdated'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 2.2', 'docs/facts/real-engine.md 4', 'rancher/rke2#3006'],
  find: (examination) => outdated(examination),
};

function outdated({ facts }: Examination): readonly Match<SignatureDetails['annotation-outdated']>[] {
  return controlPlaneServers(facts).flatMap((server) => {
    const { name, nodeName, encryption } = server;
    const { file, state } = encryption ?? {};
    const annotation = nodeOf(facts, server)?.annotation;
    const belongs = file !== undefined && state?.sha256 === file.sha256;
    if (!belongs || annotation === undefined || annotation.sha256 === file.sha256) return [];
    const evidence = [`file=${file.sha256}`, `annotation=${annotation.stage}-${annotation.sha256}`];
    return [{ servers: [name], evidence, details: { server: name, node: nodeName } }];
  });
}
