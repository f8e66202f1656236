import { hostname } from 'node:os';
import { join } from 'node:path';

import type { SshLogin, SshTarget } from '../src/model/cluster.ts';
import { userName, type InventoryEnvironment } from './environment.ts';
import { expandPath, type PathBase } from './expand-path.ts';
import { parseJump } from './jump-text.ts';
import type { JumpObject, WrittenSsh } from './schema.ts';
import type { Directive } from './ssh-config/directives.ts';
import { hostOptions, type HostOptions, type Keyword, type Setting } from './ssh-config/host-options.ts';
import { ignoredSettings, refusedSettings, type Refusal } from './ssh-config/judge-settings.ts';
import { expandedPath, type Tokens } from './ssh-config/tokens.ts';

/** What resolving needs besides the inventory. */
export type ResolveContext = InventoryEnvironment & PathBase;

/** The directives of an ssh_config file, by its absolute path, or of ssh's own files (`undefined`). */
export type SshConfigs = (file: string | undefined) => readonly Directive[];

interface Scope {
  readonly context: ResolveContext;
  readonly directivesOf: SshConfigs;
  readonly refuse: (refusal: Refusal) => void;
}

/** A host on the way, with the words of the inventory about that host, and how deep in the chain of bastions. */
interface Hop extends Omit<WrittenSsh, 'knownHosts'> {
  readonly host: string;
  readonly knownHosts?: readonly string[] | undefined;
  readonly depth: number;
  /** Bastions of a `ProxyJump` list before this one, the nearest first. */
  readonly through?: readonly string[] | undefined;
}

/** What a bastion of the inventory takes from the host behind the bastion, as far as nothing else is said. */
type Inherited = Pick<SshLogin, 'user' | 'identityFile' | 'knownHosts' | 'agent'>;

const NOTHING_INHERITED: Inherited = {
  user: undefined,
  identityFile: undefined,
  knownHosts: undefined,
  agent: undefined,
};

const SSH_PORT = 22;
const DEEPEST_CHAIN = 8;
const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * The way to a host. The inventory's own words win over ssh_config, ssh_config over what a bastion inherits, and that
 * over the defaults, which are those of ssh. A bastion that ssh_config names inherits nothing, as with ssh.
 */
export function applySshConfig(host: string, ssh: WrittenSsh, scope: Scope): SshTarget {
  const { transport = 'ssh2' } = ssh;
  const hop = { ...hopOf({ ...ssh, host }), depth: 0 };
  if (transport === 'ssh2') return targetOf(hop, NOTHING_INHERITED, scope);
  // The system's ssh reads its configuration itself, and nothing is beyond it.
  const target = targetOf(hop, NOTHING_INHERITED, { ...scope, refuse: () => {} });
  if (transport === 'openssh') return { ...target, transport };
  return { ...target, transport, user: userName() ?? target.user, jump: undefined };
}

function hopOf({ knownHosts, ...hop }: WrittenSsh & { readonly host: string }): Omit<Hop, 'depth'> {
  return { ...hop, knownHosts: knownHosts === undefined ? undefined : [knownHosts].flat() };
}

function targetOf(hop: Hop, inherited: Inherited, scope: Scope): SshTarget {
  const { context } = scope;
  const localUser = context.user ?? '';
  const config = hop.config === undefined || hop.config === false ? hop.config : expandPath(hop.config, context);
  const options = hostOptions(config === false ? [] : scope.directivesOf(config), hop.host, { localUser });
  const first = (keyword: Keyword): string | undefined => options.settings.get(keyword)?.value[0];
  const user = hop.user ?? first('user') ?? inherited.user ?? localUser;
  const port = hop.port ?? portOf(options.settings.get('port'), scope);
  const paths = pathReader(hop, { options, user, port, localUser }, scope);
  const asWritten: Omit<SshLogin, 'jump'> = {
    host: hop.host,
    port: hop.port,
    user: hop.user ?? unless(first('user'), inherited.user),
    identityFile: expanded(hop.identityFile, context) ?? unless(options.identityFiles[0], inherited.identityFile),
    knownHosts:
      hop.knownHosts?.map((file) => expandPath(file, context)) ??
      unless(first('userknownhostsfile'), inherited.knownHosts),
    agent: writtenAgent(hop.agent, context) ?? unless(first('identityagent'), inherited.agent),
    config,
  };
  const isLeft = hop.jump === undefined && hop.through === undefined;
  for (const refusal of refusedSettings(options, { usesProxy: isLeft })) scope.refuse(refusal);
  const jump = jumpOf(hop, first('proxyjump'), asWritten, scope);
  return {
    transport: 'ssh2',
    host: options.hostName,
    port,
    user,
    ...identitiesOf(asWritten.identityFile, options, paths, context),
    identitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    knownHosts: asWritten.knownHosts ?? knownHostsOf(options, paths, context),
    knownHostsMayBeMissing: asWritten.knownHosts === undefined,
    hostKeyAlias: first('hostkeyalias')?.toLowerCase(),
    agent: asWritten.agent === undefined ? agentOf(options, paths, context) : asWritten.agent || undefined,
    jump,
    ignored: ignoredSettings(options),
    asWritten: { ...asWritten, jump: writtenJump(hop, jump) },
  };
}

function writtenJump({ jump, through }: Hop, target: SshTarget | undefined): SshLogin['jump'] {
  if (jump === undefined && through === undefined) return undefined;
  return target?.asWritten ?? false;
}

/** `value`, unless ssh_config says something itself. */
function unless<T>(config: unknown, value: T): T | undefined {
  return config === undefined ? value : undefined;
}

function expanded(path: string | undefined, context: ResolveContext): string | undefined {
  return path === undefined ? undefined : expandPath(path, context);
}

/** `true` says no more than the default. */
function writtenAgent(written: string | boolean | undefined, context: ResolveContext): SshLogin['agent'] {
  return typeof written === 'string' ? expandPath(written, context) : written === false ? false : undefined;
}

function portOf(setting: Setting<readonly string[]> | undefined, { refuse }: Scope): number {
  const text = setting?.value[0];
  if (setting === undefined || text === undefined) return SSH_PORT;
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    refuse({ found: `Port ${text} (${setting.at})`, expected: 'a port from 1 to 65535' });
  }
  return port;
}

/** Expands a path of ssh_config, or refuses. */
type PathReader = (setting: Setting) => string;

function pathReader(
  { host }: Hop,
  facts: { readonly options: HostOptions; readonly user: string; readonly port: number; readonly localUser: string },
  { context, refuse }: Scope,
): PathReader {
  const { options, user, port, localUser } = facts;
  const name = hostname();
  const tokens: Tokens = {
    d: context.home,
    h: options.hostName,
    i: String(process.getuid?.() ?? ''),
    k: options.settings.get('hostkeyalias')?.value[0] ?? host,
    l: name,
    L: name.split('.')[0],
    n: host,
    p: String(port),
    r: user,
    u: localUser,
  };
  return ({ value, at }) => {
    const path = expandedPath(value, tokens, { home: context.home, variables: context.variables ?? {} });
    if (path.ok) return path.path;
    refuse({ found: `${value} (${at})`, expected: `a path without ${path.unknown}, which keyturn cannot expand` });
    return value;
  };
}

function identitiesOf(
  written: string | undefined,
  { identityFiles }: HostOptions,
  read: PathReader,
  { home }: ResolveContext,
): Pick<SshTarget, 'identityFiles' | 'identitySource'> {
  if (written !== undefined) return { identityFiles: [written], identitySource: 'inventory' };
  if (identityFiles.length === 0) {
    return { identityFiles: DEFAULT_IDENTITIES.map((name) => join(home, '.ssh', name)), identitySource: 'defaults' };
  }
  const named = identityFiles.filter(({ value }) => value.toLowerCase() !== 'none');
  return { identityFiles: named.map(read), identitySource: 'ssh-config' };
}

function knownHostsOf({ settings }: HostOptions, read: PathReader, { home }: ResolveContext): readonly string[] {
  const filesOf = (keyword: Keyword, otherwise: readonly string[]): readonly string[] => {
    const setting = settings.get(keyword);
    if (setting === undefined) return otherwise;
    return setting.value.filter((file) => file !== 'none').map((value) => read({ value, at: setting.at }));
  };
  return [
    ...filesOf(
      'userknownhostsfile',
      ['known_hosts', 'known_hosts2'].map((name) => join(home, '.ssh', name)),
    ),
    ...filesOf('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']),
  ];
}

function agentOf({ settings }: HostOptions, read: PathReader, context: ResolveContext): string | undefined {
  const setting = settings.get('identityagent');
  const value = setting?.value[0];
  if (setting === undefined || value === undefined || value === 'SSH_AUTH_SOCK') return context.agent;
  if (value === 'none') return undefined;
  if (/^\$[^{]/.test(value)) return context.variables?.[value.slice(1)];
  return read({ value, at: setting.at });
}

function jumpOf(
  hop: Hop,
  proxyJump: string | undefined,
  asWritten: Omit<SshLogin, 'jump'>,
  scope: Scope,
): SshTarget | undefined {
  const { jump, config } = hop;
  if (jump === false) return undefined;
  if (hop.depth >= DEEPEST_CHAIN) {
    scope.refuse({ found: hop.host, expected: `at most ${DEEPEST_CHAIN} jump hosts: ssh_config leads in a circle` });
    return undefined;
  }
  const depth = hop.depth + 1;
  if (jump !== undefined) {
    const bastion = typeof jump === 'string' ? bastionOf(jump) : jump;
    return targetOf({ ...hopOf({ config, ...bastion }), depth }, asWritten, scope);
  }
  const chain = hop.through ?? (proxyJump === undefined || proxyJump === 'none' ? [] : proxyJump.split(','));
  const nearest = chain.at(-1);
  if (nearest === undefined) return undefined;
  const bastion = parseJump(nearest.replace(/^ssh:\/\//, ''));
  if (bastion === undefined) {
    scope.refuse({ found: `ProxyJump ${nearest}`, expected: '[user@]host[:port]' });
    return undefined;
  }
  const through = chain.length > 1 ? chain.slice(0, -1) : undefined;
  return targetOf({ ...bastion, config, depth, through }, NOTHING_INHERITED, scope);
}

function bastionOf(text: string): JumpObject {
  const parts = parseJump(text);
  if (parts === undefined) {
    throw new Error(`not a bastion: ${text}`);
  }
  return parts;
}
