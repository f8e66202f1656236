import type { Signature } from '../signature.ts';

/** A host cannot be asked at all: not reached, not let in, or without sudo (failures.md 7.1, 2). */
export const serverUnasked: Signature<'server-unasked'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 7.1'],
  explainsHere: ['etcd-member-down', 'node-not-ready'],
  checks: ['left-out-gone'],
  find: ({ unasked, facts }) =>
    unasked.map(({ name, failure }) => {
      const ready = facts.nodes.find((node) => node.name === name)?.ready;
      return {
        servers: [name],
        evidence: [
          `failure=${failure.kind}`,
          ...(ready === undefined ? [] : [`node=${name}, Ready=${ready ? 'True' : 'False'}`]),
        ],
        details: { server: name, failure, isNodeReady: ready },
      };
    }),
};
