import type { InventoryEnvironment } from '../environment.ts';
import type { Finding } from '../rule.ts';
import type { Directive } from './directives.ts';
import { readSshConfig } from './read-ssh-config.ts';

const SYSTEM_FILE = '/etc/ssh/ssh_config';

/** Reads each configuration once, when the first host asks for it. */
export function readSshConfigs({ home, systemSshConfig = SYSTEM_FILE }: InventoryEnvironment): {
  readonly directivesOf: (file: string | undefined) => readonly Directive[];
  /** Why a configuration could not be read. */
  readonly findings: () => readonly Finding[];
} {
  const read = new Map<string | undefined, readonly Directive[]>();
  const findings: Finding[] = [];
  return {
    directivesOf: (file) => {
      const known = read.get(file);
      if (known !== undefined) return known;
      const result = readSshConfig({ home, systemFile: systemSshConfig }, file);
      const directives = result.ok ? result.value : [];
      if (!result.ok) {
        const { at, reason } = result.failure;
        findings.push({
          rule: 'ssh-config',
          path: ['clusters'],
          found: at,
          because: reason,
          expected: 'an ssh_config that ssh reads, or ssh.config: false',
        });
      }
      read.set(file, directives);
      return directives;
    },
    findings: () => findings,
  };
}
