import { pathText } from '../document-path.ts';
import { JUMP } from '../formats.ts';
import { parseJump } from '../jump-text.ts';
import { type Rule, repeated } from '../rule.ts';
import { clustersOf, serversOf, serversOfCluster, sshBlocksOf, type PlacedServer } from './places.ts';

const SSH_PORT = 22;
const PORT = /:(\d+)$/;

/** The same address through the same bastion is the same host. */
function addressOf({ server, ssh }: PlacedServer): string | undefined {
  return server.host === undefined
    ? undefined
    : JSON.stringify([server.host.toLowerCase(), ssh.port ?? SSH_PORT, ssh.jump ?? false]);
}

function shown({ server, ssh }: PlacedServer): string {
  return `${server.host} port ${ssh.port ?? SSH_PORT}`;
}

/** A host appears twice in a cluster and would be restarted twice in a roll. */
export const duplicateHost: Rule = {
  name: 'duplicate-host',
  check: (inventory) =>
    clustersOf(inventory).flatMap((cluster) =>
      repeated(serversOfCluster(cluster), addressOf).map(({ entry, first }) => ({
        path: [...entry.path, 'host'],
        found: shown(entry),
        expected: `each host once: ${pathText(first.path)} is the same`,
      })),
    ),
};

/** A host appears in two clusters, so an entry is wrong. */
export const hostInTwoClusters: Rule = {
  name: 'host-in-two-clusters',
  check: (inventory) =>
    repeated(serversOf(inventory), addressOf)
      .filter(({ entry, first }) => entry.cluster !== first.cluster)
      .map(({ entry, first }) => ({
        path: [...entry.path, 'host'],
        found: shown(entry),
        expected: `each host once: ${pathText(first.path)} is the same`,
      })),
};

/** A bastion's text has the right form and an impossible port. */
export const jumpPort: Rule = {
  name: 'invalid-jump',
  check: (inventory) =>
    sshBlocksOf(inventory).flatMap(({ path, ssh }) => {
      const port = typeof ssh.jump === 'string' && JUMP.pattern.test(ssh.jump) ? PORT.exec(ssh.jump)?.[1] : undefined;
      return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)
        ? []
        : [{ path: [...path, 'jump'], found: port, expected: 'a port from 1 to 65535' }];
    }),
};

/** The way to a server leads through the server itself. */
export const jumpToItself: Rule = {
  name: 'jump-to-itself',
  check: (inventory) =>
    serversOf(inventory).flatMap((placed) => {
      const { jump } = placed.ssh;
      const parts = typeof jump === 'string' ? parseJump(jump) : typeof jump === 'object' ? jump : undefined;
      const same =
        parts?.host !== undefined &&
        parts.host.toLowerCase() === placed.server.host?.toLowerCase() &&
        (parts.port ?? SSH_PORT) === (placed.ssh.port ?? SSH_PORT);
      return same
        ? [
            {
              path: [...placed.path, 'host'],
              found: shown(placed),
              expected: 'a bastion (ssh.jump) that is not the server itself',
            },
          ]
        : [];
    }),
};

/** The inventory names no user for a server, and the machine has no name for the operator either. */
export const userNeeded: Rule = {
  name: 'user-needed',
  check: (inventory, { user }) =>
    user !== undefined
      ? []
      : serversOf(inventory)
          .filter(({ ssh }) => ssh.user === undefined)
          .map(({ path }) => ({
            path: [...path, 'ssh', 'user'],
            found: undefined,
            expected: 'ssh.user, here or for the cluster: this machine knows no name for you, and USER is not set',
          })),
};
