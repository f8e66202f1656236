import type { AuditMend } from '../../model/audit.ts';
import type { Reason } from '../advice-reasons.ts';

/** The place of an advice of the audit. */
export type MendAdviceId = `audit/${AuditMend['kind']}`;

/** Why what the audit advises for each mend harms nobody. */
export const MEND_ADVICE: Readonly<Record<MendAdviceId, readonly Reason[]>> = {
  'audit/kernel-parameters': ['guide', 'host'],
  'audit/etcd-user': ['guide', 'host'],
  'audit/etcd-shell': ['guide', 'host'],
  'audit/etcd-owner': ['guide', 'setting', 'keeps'],
  'audit/profile': ['guide', 'setting'],
  'audit/setting': ['guide', 'setting'],
  'audit/mode': ['guide', 'host'],
  'audit/owner': ['guide', 'host'],
  'audit/network-policy': ['guide', 'setting'],
  'audit/service-accounts': ['guide'],
  'audit/audit-policy': ['guide', 'setting'],
  'audit/pod-security': ['guide', 'setting'],
  'audit/namespace-label': ['guide', 'looks'],
  'audit/selinux-package': ['guide', 'host'],
  'audit/selinux-relabel': ['guide', 'host'],
  'audit/selinux-denials': ['looks', 'host'],
  'audit/look-at-admission': ['looks'],
  'audit/rotate': ['looks', 'continues'],
  'audit/look-at-encryption': ['looks'],
};
