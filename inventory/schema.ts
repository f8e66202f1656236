import * as z from 'zod';
import { WrittenAlerts, WrittenHooks, WrittenWebhook } from './automation-schema.ts';
import { DURATION, HOST, JUMP, NODE_NAME, PATH, SERVER_NAME, USER } from './formats.ts';

/** The written form of hosts.yaml, strict and without transforms, so that a JSON Schema can be generated. */

const Duration = z
  .string()
  .regex(DURATION.pattern)
  .meta({ examples: ['15s'] });
const Path = z
  .string()
  .regex(PATH.pattern)
  .meta({ examples: ['~/.ssh/id_ed25519'] });
const Port = z.int().min(1).max(65_535).meta({ description: 'SSH port.', default: 22 });
const Host = z
  .string()
  .regex(HOST.pattern)
  .meta({ description: 'IP address or host name.', examples: ['10.0.0.11'] });

const connection = {
  port: Port.optional(),
  user: z
    .string()
    .regex(USER.pattern)
    .meta({ description: 'User on the host; default: $USER.', examples: ['ops'] })
    .optional(),
  identityFile: Path.meta({
    description:
      'Private key file. A relative path starts at the inventory. Default: those of ssh_config, else ~/.ssh/id_ed25519, id_ecdsa and id_rsa.',
  }).optional(),
  knownHosts: z
    .union([Path, z.array(Path).min(1)])
    .meta({
      description:
        'known_hosts file, or several of them. Host keys are always checked. Default: those of ssh_config, else the usual ones of ssh.',
    })
    .optional(),
  agent: z
    .union([Path, z.boolean()])
    .meta({ description: 'Socket of the SSH agent, or false for none; default, and true: $SSH_AUTH_SOCK.' })
    .optional(),
};

const Way = z.enum(['ssh2', 'openssh', 'local']).meta({
  description:
    "keyturn's own SSH client (ssh2), the system's ssh with its whole configuration (openssh), or no SSH because keyturn runs on the server itself (local).",
  default: 'ssh2',
});

const Config = z
  .union([Path, z.literal(false)])
  .meta({ description: 'ssh_config file instead of ~/.ssh/config and /etc/ssh/ssh_config, or false for none.' });

/** A bastion as an object. Missing fields, except the port, come from the host behind the bastion. */
export const WrittenJump = z
  .strictObject({
    host: Host,
    ...connection,
    get jump() {
      return Jump.optional();
    },
  })
  .meta({ id: 'Bastion', description: 'A host to go through.' });

const Jump: z.ZodType<string | JumpObject | false> = z
  .union([z.string().regex(JUMP.pattern), z.literal(false), z.lazy(() => WrittenJump)])
  .meta({
    description: 'Host to go through: [user@]host[:port], an object, or false for none.',
    examples: ['bastion.example.com'],
  });

/** A bastion as an object. */
export interface JumpObject {
  host: string;
  port?: number | undefined;
  user?: string | undefined;
  identityFile?: string | undefined;
  knownHosts?: string | string[] | undefined;
  agent?: string | boolean | undefined;
  jump?: string | JumpObject | false | undefined;
}

/** Connection fields of hosts. A server's own fields override the cluster's. */
export const WrittenSsh = z
  .strictObject({ ...connection, jump: Jump.optional(), config: Config.optional(), transport: Way.optional() })
  .meta({ description: 'How to reach the hosts over SSH.' });

/** One server of a cluster. */
export const WrittenServer = z
  .strictObject({
    host: Host,
    name: z
      .string()
      .regex(SERVER_NAME.pattern)
      .meta({ description: 'Name in plans and reports; default: the host.', examples: ['s1'] })
      .optional(),
    nodeName: z
      .string()
      .regex(NODE_NAME.pattern)
      .meta({
        description: 'Name of its Node object; discovered, and checked when given.',
        examples: ['s1-8c3a01ff'],
      })
      .optional(),
    roles: z
      .array(z.enum(['control-plane', 'etcd']))
      .min(1)
      .meta({ description: 'Roles are discovered, and checked when given.' })
      .optional(),
    ssh: WrittenSsh.meta({ description: 'Overrides single fields of the cluster.' }).optional(),
  })
  .meta({ description: 'A host that runs rke2-server or k3s server.' });

export const WrittenRotation = z
  .strictObject({
    strategy: z
      .enum(['auto', 'staged', 'rotate-keys'])
      .meta({ description: 'How the key is rotated; auto chooses the safe one.', default: 'auto' })
      .optional(),
    snapshot: z
      .boolean()
      .meta({ description: 'Take an etcd snapshot before the first change and after the last.', default: true })
      .optional(),
    maxKeyAge: Duration.meta({
      description: 'Oldest acceptable key; default: no policy.',
      examples: ['90d'],
    }).optional(),
    apiserverReload: z
      .enum(['wait', 'restart-container'])
      .meta({
        description: 'Wait until each apiserver polls its file, or restart its container (RKE2 only).',
        default: 'wait',
      })
      .optional(),
    windows: z
      .array(z.string().meta({ examples: ['Sat 22:00-04:00 Europe/Berlin'] }))
      .min(1)
      .meta({
        description:
          'Maintenance windows: a rotation begins only where it can also end. Days, times, time zone; default: always.',
      })
      .optional(),
  })
  .meta({ description: 'How to rotate.' });

const WrittenJournal = z
  .strictObject({
    mirror: z
      .boolean()
      .meta({
        description: 'Also keep the journal of a run on the leader, so that another machine can resume the run.',
        default: true,
      })
      .optional(),
  })
  .meta({ description: 'Where the journal of a run is kept.' });

export const WrittenTiming = z
  .strictObject({
    stabilityWindow: Duration.meta({
      description: 'How long the gates of a restarted server must hold together.',
      default: '30s',
    }).optional(),
    restartDeadline: Duration.meta({
      description: 'How long a restarted server may take until its gates hold.',
      default: '10m',
    }).optional(),
    reloadPeriod: Duration.meta({
      description: 'Period in which an apiserver polls its encryption file.',
      default: '60s',
    }).optional(),
    connectTimeout: Duration.meta({
      description: 'How long SSH may take to connect and authenticate, and then to accept a command.',
      default: '10s',
    }).optional(),
    commandTimeout: Duration.meta({
      description: 'How long one question may take, from its first byte to its end.',
      default: '30s',
    }).optional(),
  })
  .meta({ description: 'Waits and limits, each a number and ms, s, m, h or d.' });

export const WrittenCluster = z
  .strictObject({
    distribution: z.enum(['rke2', 'k3s']).meta({ description: 'What runs on the servers.' }),
    ssh: WrittenSsh.optional(),
    servers: z.array(WrittenServer).meta({ description: 'Every server node of the cluster.', minItems: 1 }),
    rotation: WrittenRotation.optional(),
    journal: WrittenJournal.optional(),
    timing: WrittenTiming.optional(),
    hooks: WrittenHooks.optional(),
    notify: z.array(WrittenWebhook).meta({ description: 'Who is told how a run ended.' }).optional(),
    alerts: WrittenAlerts.optional(),
  })
  .meta({ description: 'A cluster.' });

/** hosts.yaml. */
export const WrittenInventory = z
  .strictObject({
    version: z.literal(1).meta({ description: 'Version of this form.' }),
    clusters: z.record(z.string(), WrittenCluster).meta({ description: 'The clusters by name.', minProperties: 1 }),
  })
  .meta({ title: 'keyturn inventory', description: 'The clusters that keyturn manages, and how to reach them.' });

export type WrittenInventory = z.infer<typeof WrittenInventory>;
export type WrittenCluster = z.infer<typeof WrittenCluster>;
export type WrittenServer = z.infer<typeof WrittenServer>;
export type WrittenSsh = z.infer<typeof WrittenSsh>;
export type WrittenRotation = z.infer<typeof WrittenRotation>;
export type WrittenTiming = z.infer<typeof WrittenTiming>;

/** A list of plain texts, one a line. */
const LIST = /\[\s+("[^"\n]*"(?:,\s+"[^"\n]*")*)\s+\]/g;

/**
 * The JSON Schema of hosts.yaml, for editors. The result is the text of `docs/inventory.schema.json`, laid out like the
 * repository's formatter (short lists on one line), so neither check undoes the other.
 */
export function inventoryJsonSchema(): string {
  const text = JSON.stringify(z.toJSONSchema(WrittenInventory, { io: 'input' }), undefined, 2);
  return `${text.replaceAll(LIST, (_, items: string) => `[${items.replaceAll(/,\s+/g, ', ')}]`)}\n`;
}
