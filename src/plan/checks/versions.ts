import { activeKeyOf, controlPlaneServers, nodeOf, secretsCounted } from '../fact-reading.ts';
import type { KnownIssue } from '../../model/known-issue.ts';
import { judge, type Finding } from './check-result.ts';
import type { PreflightCheck, PreflightInput } from './preflight-input.ts';

/** One version everywhere, full suffix included (failures.md 5.6). */
const versionsEqual: PreflightCheck = ({ facts }) => {
  const different = new Set(facts.servers.map(({ binaryVersion }) => binaryVersion)).size > 1;
  const evidence = facts.servers.map(({ name, binaryVersion }) => `${name}=${binaryVersion}`);
  return judge({ id: 'versions-equal', verdict: 'refuse' }, different ? [{ evidence }] : []);
};

/** A replaced but not restarted binary would start running with the first restart (failures.md B20). */
const diskMatchesRunning: PreflightCheck = ({ facts }) => {
  const findings = facts.servers.flatMap((server): readonly Finding[] => {
    const running = nodeOf(facts, server)?.kubeletVersion;
    if (running === undefined || running === server.binaryVersion) return [];
    return [{ server: server.name, evidence: [`disk=${server.binaryVersion}`, `running=${running}`] }];
  });
  return judge({ id: 'disk-matches-running', verdict: 'refuse' }, findings);
};

/** Defects of these releases that this course would meet. A separate check covers limits by Secret count. */
const knownIssues: PreflightCheck = (input) => {
  const met = issuesMet(input).filter(({ issue }) => issue.secretsLimit === undefined);
  if (met.length === 0) return judge({ id: 'known-issues', verdict: 'warn' }, []);
  return met.flatMap(({ issue, versions }) =>
    judge({ id: 'known-issues', verdict: issue.verdict, issues: issue.issues }, [
      { evidence: [`issue=${issue.id}`, ...versions.map((version) => `version=${version}`)] },
    ]),
  );
};

/** Old releases report success after rewriting only some of the Secrets (failures.md B3). */
const secretCount: PreflightCheck = (input) => {
  const total = secretsCounted(input.facts);
  const exceeded = issuesMet(input).filter(({ issue }) => total > (issue.secretsLimit ?? Infinity));
  if (exceeded.length === 0) return judge({ id: 'secret-count', verdict: 'warn' }, []);
  return exceeded.flatMap(({ issue }) =>
    judge({ id: 'secret-count', verdict: issue.verdict, issues: issue.issues }, [
      { evidence: [`issue=${issue.id}`, `limit=${String(issue.secretsLimit)}`] },
    ]),
  );
};

function issuesMet(
  input: PreflightInput,
): readonly { readonly issue: KnownIssue; readonly versions: readonly string[] }[] {
  const { facts, knownIssuesFor, resolved } = input;
  const byId = new Map<string, { readonly issue: KnownIssue; readonly versions: readonly string[] }>();
  const running = facts.nodes.map(({ kubeletVersion }) => kubeletVersion);
  const versions = [...new Set([...facts.servers.map(({ binaryVersion }) => binaryVersion), ...running])].sort();
  for (const version of versions) {
    for (const issue of knownIssuesFor(version)) {
      if (issue.concerns !== 'any' && issue.concerns !== resolved) continue;
      byId.set(issue.id, { issue, versions: [...(byId.get(issue.id)?.versions ?? []), version] });
    }
  }
  return [...byId.values()];
}

/**
 * Some releases save a new key only after the whole rewrite, and until then keep the key in one file on one server (failures.md B11). With
 * aescbc keys another strategy is possible. A continued rotation has passed this risk.
 */
export const keySavedFirst: PreflightCheck = (input) => {
  const isAescbc = controlPlaneServers(input.facts).some((server) => activeKeyOf(server)?.provider === 'aescbc');
  const isChosen = input.resolved === 'rotate-keys' && isAescbc;
  const met = isChosen ? issuesMet(input).filter(({ issue }) => issue.id === 'interrupted-rotate-keys') : [];
  return judge(
    { id: 'key-saved-first', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] },
    met.map(({ versions }) => ({ evidence: versions.map((version) => `version=${version}`) })),
  );
};

/** Versions, on disk and running (failures.md 1 and 7.1, 3). */
export const versionChecks: readonly PreflightCheck[] = [versionsEqual, diskMatchesRunning, knownIssues, secretCount];
