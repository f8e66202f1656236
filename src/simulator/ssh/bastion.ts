import { VirtualFileSystem } from '../host/file-system.ts';
import type { ProgramHost, Unknown } from '../host/program.ts';

/** A host outside the cluster, which only forwards. Its shell has the core utilities, and root is out of reach. */
export function createBastion(name: string, onUnknown: (unknown: Unknown) => void): ProgramHost {
  return {
    name,
    files: new VirtualFileSystem(() => Date.now()),
    now: () => Date.now(),
    sudo: 'not-allowed',
    programs: new Map(),
    recordLine: () => {},
    recordUnknown: (program, line) => onUnknown({ server: name, program, line }),
  };
}
