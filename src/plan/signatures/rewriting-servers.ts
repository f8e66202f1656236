import type { ServerFacts } from '../../model/facts.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers, nodeOf } from '../fact-reading.ts';

/** Servers whose annotation says that Secrets are being rewritten now (engine.md, not on disk). */
export function rewritingServers({ facts }: Examination): readonly ServerFacts[] {
  return controlPlaneServers(facts).filter((server) => {
    const stage = nodeOf(facts, server)?.annotation?.stage;
    return stage === 'reencrypt_active' || stage === 'reencrypt_request';
  });
}
