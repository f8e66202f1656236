import { isRewriting } from '../../model/encryption.ts';
import type { ServerFacts } from '../../model/facts.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers, nodeOf } from '../fact-reading.ts';

/** Servers whose annotation says that Secrets are being rewritten now (engine.md, not on disk). */
export function rewritingServers({ facts }: Examination): readonly ServerFacts[] {
  return controlPlaneServers(facts).filter((server) => isRewriting(nodeOf(facts, server)?.annotation?.stage));
}
