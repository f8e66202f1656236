import type { DocumentPath } from '../document-path.ts';
import { expandPath, namesOtherHome } from '../expand-path.ts';
import type { Rule } from '../rule.ts';
import type { SalvagedInventory } from '../salvage.ts';
import { sshBlocksOf } from './places.ts';

interface WrittenPath {
  readonly path: DocumentPath;
  readonly file: string;
  /** The path is a file to read, instead of a socket. */
  readonly isRead: boolean;
}

function writtenPaths(inventory: SalvagedInventory): readonly WrittenPath[] {
  return sshBlocksOf(inventory).flatMap(({ path, ssh }) => {
    const { identityFile, knownHosts, agent, config } = ssh;
    return [
      ...(identityFile === undefined ? [] : [{ path: [...path, 'identityFile'], file: identityFile, isRead: true }]),
      ...(typeof knownHosts === 'string' ? [{ path: [...path, 'knownHosts'], file: knownHosts, isRead: true }] : []),
      ...(Array.isArray(knownHosts)
        ? knownHosts.map((file, index) => ({ path: [...path, 'knownHosts', index], file, isRead: true }))
        : []),
      ...(typeof config === 'string' ? [{ path: [...path, 'config'], file: config, isRead: true }] : []),
      ...(typeof agent === 'string' ? [{ path: [...path, 'agent'], file: agent, isRead: false }] : []),
    ];
  });
}

/** Only the operator's own home is known. */
export const otherUsersHome: Rule = {
  name: 'other-users-home',
  check: (inventory) =>
    writtenPaths(inventory)
      .filter(({ file }) => namesOtherHome(file))
      .map(({ path, file }) => ({ path, found: file, expected: 'an absolute path, or one that begins with ~/' })),
};

/** A key, known_hosts or ssh_config file in the inventory that cannot be read. The default known_hosts may be missing. */
export const unreadableFile: Rule = {
  name: 'unreadable-file',
  check: (inventory, context) =>
    writtenPaths(inventory)
      .filter(({ file, isRead }) => isRead && !namesOtherHome(file))
      .flatMap(({ path, file }) => {
        const absolute = expandPath(file, context);
        const code = context.unreadable(absolute);
        return code === undefined
          ? []
          : [{ path, found: absolute, because: code, expected: 'a file that can be read' }];
      }),
};
