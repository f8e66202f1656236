import type { WrittenSsh } from '../schema.ts';
import { readSshArguments, type SshArguments, type UserAt } from './ssh-arguments.ts';
import type { Trouble } from './trouble.ts';
import { textOf, unusable, type Variable, type Variables } from './variable.ts';

/** How Ansible would connect to a host, in the form of hosts.yaml, and which variable said each part. */
export interface Connection {
  readonly host: unknown;
  readonly ssh: { readonly [Key in keyof WrittenSsh]?: unknown };
  /** The name and the place of the variable behind `host` or a field of `ssh`. */
  readonly sources: ReadonlyMap<string, NamedVariable>;
  readonly troubles: readonly Trouble[];
}

export interface NamedVariable {
  readonly name: string;
  readonly variable: Variable;
}

/** Names of one meaning. Of several that are set the last one counts (ansible-core 2.14, its `ssh` plugin). */
const NAMES = {
  host: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  identityFile: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
} as const;

/** ssh takes the first word on an option: these arguments come before Ansible's own, the others after. */
const ARGUMENTS_BEFORE = ['ansible_ssh_args'];
const ARGUMENTS_AFTER = ['ansible_ssh_common_args', 'ansible_ssh_extra_args'];

/** Variables whose values keyturn cannot follow, with the accepted values. */
const REFUSED: readonly {
  readonly name: string;
  readonly accepted?: (value: string) => boolean;
  readonly secret?: true;
  readonly because: string;
}[] = [
  ...['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'].map((name) => ({
    name,
    secret: true as const,
    because: 'keyturn signs in with a key or an agent, never with a password',
  })),
  ...['ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass', 'ansible_become_password_file'].map(
    (name) => ({
      name,
      secret: true as const,
      because: 'keyturn runs sudo without a password (sudo -n)',
    }),
  ),
  {
    name: 'ansible_become_method',
    accepted: (value) => ['sudo', 'ansible.builtin.sudo'].includes(value),
    because: 'keyturn becomes root by sudo alone',
  },
  ...['ansible_become_user', 'ansible_sudo_user'].map((name) => ({
    name,
    accepted: (value: string) => value === 'root',
    because: 'keyturn works as root',
  })),
  ...['ansible_become_exe', 'ansible_sudo_exe'].map((name) => ({
    name,
    accepted: (value: string) => value === 'sudo',
    because: 'keyturn calls sudo by this name',
  })),
  ...['ansible_become_flags', 'ansible_sudo_flags'].map((name) => ({
    name,
    accepted: (value: string) => value.split(/\s+/).every((flag) => ['', '-H', '-S', '-n'].includes(flag)),
    because: 'keyturn calls sudo -n without other flags',
  })),
  {
    name: 'ansible_connection',
    accepted: (value) => /^(?:smart|(?:ansible\.builtin\.)?(?:ssh|paramiko|paramiko_ssh))$/.test(value),
    because: 'keyturn reaches servers over SSH',
  },
  { name: 'ansible_paramiko_proxy_command', because: 'use ansible_ssh_common_args with -J' },
];

/** Names in `keyturn.ignore` are left out. `userAt` is ssh's user at a bastion. */
export function connectionOf(
  host: string,
  variables: Variables,
  { ignore, userAt }: { readonly ignore: ReadonlySet<string>; readonly userAt: UserAt },
): Connection {
  const troubles: Trouble[] = [];
  const set = (name: string): Variable | undefined => {
    const variable = ignore.has(name) ? undefined : variables.get(name);
    return variable?.value === null ? undefined : variable;
  };
  const used = (name: string): NamedVariable | undefined => {
    const variable = set(name);
    if (variable === undefined) return undefined;
    const reason = unusable(variable.value);
    if (reason === undefined) return { name, variable };
    troubles.push(notEvaluated(reason, variable, `${name} of ${host}`));
    return undefined;
  };
  for (const { name, accepted, secret, because } of REFUSED) {
    const variable = set(name);
    if (variable === undefined || accepted?.(textOf(variable.value)) === true) continue;
    if (secret !== true && used(name) === undefined) continue;
    const found = secret === true ? 'a secret' : textOf(variable.value);
    const expected = `no such variable, or its name in keyturn.ignore where it is not needed`;
    troubles.push({
      rule: 'ansible-variable',
      origin: variable.origin,
      subject: `${name} of ${host}`,
      found,
      because,
      expected,
    });
  }
  const sources = new Map<string, NamedVariable>();
  const fields = new Map<string, unknown>();
  const say = (field: string, value: unknown, source: NamedVariable): void => {
    if (fields.has(field)) return;
    fields.set(field, value);
    sources.set(field, source);
  };
  const sayArguments = (name: string): void => {
    const source = used(name);
    if (source === undefined) return;
    const read = readSshArguments(textOf(source.variable.value), userAt);
    if (read.ok) {
      for (const [field, value] of Object.entries(read.value as Record<keyof SshArguments, unknown>))
        say(field, value, source);
      return;
    }
    const { found, because } = read;
    const expected = '-J, or -o with ProxyJump, User, Port, IdentityFile or UserKnownHostsFile';
    const subject = `${name} of ${host}`;
    troubles.push({ rule: 'ssh-argument', origin: source.variable.origin, subject, found, because, expected });
  };
  for (const name of ARGUMENTS_BEFORE) sayArguments(name);
  for (const [field, names] of Object.entries(NAMES)) {
    const source = names.map(used).findLast((each) => each !== undefined);
    if (source !== undefined)
      say(field, field === 'port' ? numberOf(source.variable.value) : nameOf(source.variable.value), source);
  }
  for (const name of ARGUMENTS_AFTER) sayArguments(name);
  const { host: address, ...ssh } = Object.fromEntries(fields);
  return { host: address ?? host, ssh, sources, troubles };
}

/** Templates and vaulted values are never evaluated, and never shown, because either can hold a password. */
export function notEvaluated(reason: 'vaulted' | 'template', { origin }: Variable, subject: string): Trouble {
  return {
    rule: reason,
    origin,
    subject,
    because: reason === 'template' ? 'a template, which keyturn never evaluates' : 'encrypted by Ansible Vault',
    expected: 'a plain value, for example in host_vars',
  };
}

/** Ansible takes a text of digits for a port. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
}

/** An address or a user that YAML or Python reads as a number is still a name. */
function nameOf(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
