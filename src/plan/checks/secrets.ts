import { keysNobodyHas } from '../fact-reading.ts';
import { admissionAnswer, type AdmissionAnswer } from '../admission-answer.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';
import { writesOpen } from './writes-open.ts';

/**
 * Every cluster has Secrets, for example the engine's own serving certificate. If the count sees no Secret, the Secrets are elsewhere (another
 * etcd, another prefix), and counts would mean nothing. A missing count is reported by another check.
 */
export const secretsSeen: FactsCheck = ({ facts: { census } }) =>
  judge({ id: 'secrets-seen', verdict: 'refuse' }, census?.total === 0 ? [{ evidence: ['secrets=0'] }] : []);

/** Secrets that were never encrypted. A rewrite encrypts these Secrets, but a writer bypassed the provider. */
const plaintextSecrets: PreflightCheck = ({ facts }) => {
  const plaintext = facts.census?.plaintext ?? 0;
  return judge(
    { id: 'plaintext-secrets', verdict: 'refuse' },
    plaintext > 0 ? [{ evidence: [`plaintext=${String(plaintext)}`] }] : [],
  );
};

/** Secrets under an unknown prefix cannot be proven afterwards. */
const unknownPrefixes: PreflightCheck = ({ facts }) => {
  const unknown = facts.census?.unknown ?? 0;
  return judge(
    { id: 'unknown-prefixes', verdict: 'refuse' },
    unknown > 0 ? [{ evidence: [`unknown=${String(unknown)}`] }] : [],
  );
};

/** Secrets under a key that no file has are lost already, and one such Secret makes every list fail (measured.md 1). */
const keysAtHand: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'keys-at-hand', verdict: 'refuse' },
    keysNobodyHas(facts).map(({ label, secrets }) => ({ evidence: [`key=${label}`, `secrets=${String(secrets)}`] })),
  );

/** A webhook that refuses a rewrite makes the engine stop early (failures.md B5). */
const secretWebhooks: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'secret-webhooks', verdict: 'warn', issues: ['rancher/rke2#4781'] },
    [...facts.failClosedSecretWebhooks].sort().map((name) => ({ evidence: [`webhook=${name}`] })),
  );

const secretPolicies: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'secret-policies', verdict: 'warn', issues: ['rancher/rke2#4781'] },
    [...facts.denyingSecretPolicies].sort().map((name) => ({ evidence: [`policy=${name}`] })),
  );

/**
 * The engine's rewrite stops at the first refused update (failures.md B5), so a sample of such updates was tried. The check applies only before
 * the first step. In the middle of a rotation a Secret may be unreadable through one server, and then only the run helps.
 */
export const secretsUpdatable: FactsCheck = ({ facts: { triedUpdates } }) => {
  if (triedUpdates === undefined) return [];
  const { tried, refused, names, untold } = triedUpdates;
  return judgeTwice(
    { id: 'secrets-updatable', issues: ['rancher/rke2#4781'] },
    {
      refused: refused > 0 ? [{ evidence: [`refused=${String(refused)}`, `of=${String(tried)}`, ...names] }] : [],
      warned: untold > 0 ? [{ evidence: ['dryRun=unanswered'] }] : [],
    },
  );
};

/** A run that freezes writes itself takes over an existing freeze. */
const noFreezeLeft: PreflightCheck = ({ facts, cluster, now, freezeWrites }) =>
  writesOpen({ facts, timing: cluster.timing, now, takenOver: freezeWrites });

/** A package manager may restart the service in the middle of a rewrite (failures.md B11). */
const packageManagers: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'package-managers', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] },
    facts.servers
      .filter((server) => server.packageManagers.length > 0)
      .map((server) => ({ server: server.name, evidence: server.packageManagers.map((name) => `process=${name}`) })),
  );

/** Two snapshots at the same time can be corrupt, and changes of certificates or tokens restart servers (failures.md 7.1, 10). */
const engineCommands: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'engine-commands', verdict: 'refuse' },
    facts.servers
      .filter((server) => server.engineCommands.length > 0)
      .map((server) => ({ server: server.name, evidence: server.engineCommands })),
  );

/**
 * Each canary gate writes as another user and in another way than the engine writes Secrets. A refusal must be known before the first change.
 * Like the updates, the check applies only before the first step.
 */
export const canariesAdmitted: FactsCheck = ({ facts: { triedCanaries } }) => {
  if (triedCanaries === undefined) return [];
  const told = (answer: AdmissionAnswer): readonly Finding[] =>
    triedCanaries
      .filter((tried) => admissionAnswer(tried) === answer)
      .map(({ server, status, message }) => ({ server, evidence: [`status=${String(status)}`, message] }));
  return judgeTwice({ id: 'canaries-admitted' }, { refused: told('refused'), warned: told('untold') });
};

/** A question without an answer cannot be relied on. */
export const questionsAnswered: FactsCheck = ({ facts }) => {
  if (facts.unanswered.length === 0) return judge({ id: 'questions-answered', verdict: 'refuse' }, []);
  return facts.unanswered.map((failure) => ({
    id: 'questions-answered',
    verdict: 'refuse',
    server: 'server' in failure ? failure.server : undefined,
    evidence: [`failure=${failure.kind}`],
    issues: [],
    failure,
  }));
};

/** The checks of the Secrets and of other writers (failures.md 7.1, 10 and 11). */
export const secretChecks: readonly PreflightCheck[] = [
  secretsSeen,
  plaintextSecrets,
  unknownPrefixes,
  keysAtHand,
  secretWebhooks,
  secretPolicies,
  noFreezeLeft,
  packageManagers,
  engineCommands,
  questionsAnswered,
];
