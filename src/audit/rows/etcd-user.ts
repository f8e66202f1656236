import type { AuditEvidence, AuditMend, AuditVerdict } from '../../model/audit.ts';
import type { HostAudit } from '../facts/host-facts.ts';
import { isAtMost } from './file-mode.ts';
import { fact, judged, noted, notApplicable, unread } from './verdict.ts';

/** Shells that let nobody in. */
const NO_LOGIN = /^(?:\/usr)?\/s?bin\/(?:nologin|false)$/;

/** Users below this number belong to the system (login.defs, SYS_UID_MAX). */
const FIRST_PERSON = 1_000;

/** The user of the etcd pod exists without a login, and owns a data directory that nobody else can enter. */
export function etcdUser(host: HostAudit): AuditVerdict {
  if (!host.roles.includes('etcd')) return notApplicable('no-etcd-here');
  const path = `${host.dataDir}/server/db/etcd`;
  const directory = host.files.get(path);
  const mode: AuditEvidence =
    directory === undefined
      ? unread(`${path} mode`, '700')
      : fact(`${path} mode`, directory.mode, '700', isAtMost(directory.mode, '700'));
  if (host.distribution === 'k3s') {
    const verdict = judged([mode], { mend: [{ kind: 'mode', mode: '700', paths: [path] }] });
    return verdict.status === 'pass' ? { ...verdict, evidence: [mode, noted('user', 'root')] } : verdict;
  }
  const { etcdUser: user, hasEtcdGroup } = host;
  const evidence: AuditEvidence[] = [
    fact('user etcd in /etc/passwd', user === undefined ? undefined : String(user.id), 'a system user', isSystem(user)),
    fact('group etcd in /etc/group', hasEtcdGroup ? 'etcd' : undefined, 'etcd', hasEtcdGroup),
    ...(user === undefined ? [] : [fact('shell of etcd', user.shell, '/sbin/nologin', NO_LOGIN.test(user.shell))]),
    directory === undefined
      ? unread(`${path} owner`, 'etcd:etcd')
      : fact(`${path} owner`, directory.owner, 'etcd:etcd', directory.owner === 'etcd:etcd'),
    mode,
  ];
  const mend: AuditMend[] = [
    ...(user === undefined || !hasEtcdGroup ? [{ kind: 'etcd-user' } as const] : []),
    ...(user !== undefined && !NO_LOGIN.test(user.shell) ? [{ kind: 'etcd-shell' } as const] : []),
    ...(directory !== undefined && directory.owner !== 'etcd:etcd' ? [{ kind: 'etcd-owner', path } as const] : []),
    ...(mode.verdict === 'fails' ? [{ kind: 'mode', mode: '700', paths: [path] } as const] : []),
  ];
  return judged(evidence, { mend });
}

function isSystem(user: HostAudit['etcdUser']): boolean {
  return user !== undefined && user.id < FIRST_PERSON;
}
