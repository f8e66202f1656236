import { APISERVER_CASES } from './cases/apiserver-cases.ts';
import type { AuditCase } from './cases/audit-case.ts';
import { ENCRYPTION_CASES } from './cases/encryption-cases.ts';
import { FILE_CASES } from './cases/file-cases.ts';
import { HOST_CASES } from './cases/host-cases.ts';
import { NAMESPACE_CASES } from './cases/namespace-cases.ts';
import { SELINUX_CASES } from './cases/selinux-cases.ts';

/** Each row of the guide, in every way that it can end. docs/audit.md counts these cases. */
export const AUDIT_CASES: readonly AuditCase[] = [
  ...HOST_CASES,
  ...FILE_CASES,
  ...NAMESPACE_CASES,
  ...APISERVER_CASES,
  ...SELINUX_CASES,
  ...ENCRYPTION_CASES,
];
