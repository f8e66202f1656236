import type { AuditVerdict } from '../../model/audit.ts';
import type { AuditFacts } from '../facts/audit-facts.ts';
import type { TriedPod } from '../facts/cluster-facts.ts';
import { hasPodSecurity } from './release.ts';
import { fact, judged, notApplicable, undecided } from './verdict.ts';

/** In a namespace that enforces `restricted`, a privileged pod is refused and a restricted pod accepted. */
export function podSecurityInEffect({ hosts, tried }: AuditFacts): AuditVerdict {
  const versions = hosts.flatMap(({ version }) => version ?? []);
  if (versions.length > 0 && !versions.some(hasPodSecurity)) return notApplicable('before-pod-security');
  if (tried === 'nothing-enforces') return notApplicable('nothing-enforces');
  if (tried === 'no-answer') return undecided('no-answer');
  const { namespace, privileged, restricted } = tried;
  const evidence = [
    fact(
      `privileged pod in ${namespace}`,
      answerOf(privileged),
      '403, violates PodSecurity',
      privileged.status === 403 && privileged.message.includes('violates PodSecurity'),
    ),
    fact(`restricted pod in ${namespace}`, answerOf(restricted), '201', restricted.status === 201),
  ];
  return judged(evidence, { mend: [{ kind: 'look-at-admission', namespace }] });
}

const LONGEST_MESSAGE = 160;

function answerOf({ status, message }: TriedPod): string {
  const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}..` : message;
  return text === '' ? String(status) : `${status}, ${text}`;
}
