import { parseJump } from '../jump-text.ts';
import type { JumpObject } from '../schema.ts';
import { shellWords } from './shell-words.ts';

/** What arguments of ssh say about a connection, as far as keyturn has it. */
export interface SshArguments {
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  readonly knownHosts?: readonly string[];
  /** `false` for `-J none`. */
  readonly jump?: JumpObject | false;
}

/** The arguments, or the one that keyturn cannot honour, with a reason. */
export type ReadArguments =
  | { readonly ok: true; readonly value: SshArguments }
  | { readonly ok: false; readonly found: string; readonly because: string };

/** The user with whom ssh would sign in at a host on the way, if nothing names one. */
export type UserAt = (host: string) => string | undefined;

/** Says nothing about where or how safely ssh connects, or asks for less safety than keyturn keeps. */
const WITHOUT_EFFECT = new Set([
  'addkeystoagent',
  'batchmode',
  'compression',
  'connectionattempts',
  'connecttimeout',
  'controlmaster',
  'controlpath',
  'controlpersist',
  'forwardagent',
  'forwardx11',
  'gssapiauthentication',
  'identitiesonly',
  'kbdinteractiveauthentication',
  'loglevel',
  'passwordauthentication',
  'preferredauthentications',
  'pubkeyauthentication',
  'serveralivecountmax',
  'serveraliveinterval',
  'stricthostkeychecking',
  'tcpkeepalive',
  'updatehostkeys',
]);

/** Flags without a value that change nothing for keyturn. */
const FLAGS = /^-[46ACTaknqtvxXY]+$/;
const VALUED = /^-([Jipl])(.*)$/s;
const MOST_HOPS = 8;
/** Shown in place of a command, which may hold a password, as that of sshpass does. */
const A_COMMAND = 'a command';

/** Reads `ansible_ssh_common_args` and the like. Like ssh, the first word on an option wins. */
export function readSshArguments(text: string, userAt: UserAt): ReadArguments {
  const words = shellWords(text, false)?.map((word) => word.text);
  return words === undefined ? refused('a text', 'a quote is not closed') : readWords(words, userAt, 0);
}

function readWords(words: readonly string[], userAt: UserAt, depth: number): ReadArguments {
  let value: SshArguments = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (FLAGS.test(word)) continue;
    let read: ReadArguments;
    if (word.startsWith('-o')) {
      const option = word === '-o' ? words[(index += 1)] : word.slice(2);
      read = readOption(option ?? '', userAt, depth);
    } else {
      const [, letter = '', rest = ''] = VALUED.exec(word) ?? [];
      const given = letter !== '' && rest === '' ? words[(index += 1)] : rest;
      read = letter === '' ? refused(word, 'keyturn does not know it') : readLetter(letter, given ?? '', userAt);
    }
    if (!read.ok) return read;
    value = { ...read.value, ...value };
  }
  return { ok: true, value };
}

function readLetter(letter: string, given: string, userAt: UserAt): ReadArguments {
  switch (letter) {
    case 'J':
      return readJump(given, userAt);
    case 'i':
      return known({ identityFile: given });
    case 'p':
      return readPort(given);
    default:
      return known({ user: given });
  }
}

function readOption(option: string, userAt: UserAt, depth: number): ReadArguments {
  const [, name = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/s.exec(option) ?? [];
  const key = name.toLowerCase();
  if (WITHOUT_EFFECT.has(key)) return known({});
  switch (key) {
    case 'proxyjump':
      return readJump(value, userAt);
    case 'proxycommand':
      return readProxyCommand(value, userAt, depth);
    case 'identityfile':
      return known({ identityFile: value });
    case 'port':
      return readPort(value);
    case 'user':
      return known({ user: value });
    case 'userknownhostsfile':
      return readKnownHosts(value);
    default:
      return refused(/command/i.test(option) ? A_COMMAND : `-o ${option}`, 'keyturn does not know it');
  }
}

/** No file is trusted less than /dev/null says. Without any other file the default remains. */
function readKnownHosts(value: string): ReadArguments {
  const files = value.split(/\s+/).filter((file) => file !== '' && file !== '/dev/null' && file !== 'none');
  return known(files.length === 0 ? {} : { knownHosts: files });
}

function readPort(text: string): ReadArguments {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? known({ port }) : refused(text, 'a port is a number from 1 to 65535');
}

/** `[user@]host[:port]`, or `ssh://...`, several of them with commas: the first is the nearest. */
function readJump(text: string, userAt: UserAt): ReadArguments {
  if (text.toLowerCase() === 'none') return known({ jump: false });
  const hops = text.split(',');
  if (hops.length > MOST_HOPS) return refused(text, `more than ${MOST_HOPS} hosts on the way`);
  let jump: JumpObject | undefined;
  for (const hop of hops) {
    const parts = parseJump(hop.trim().replace(/^ssh:\/\//, ''));
    if (parts === undefined) return refused(text, 'the way is [user@]host[:port], or several of them with commas');
    jump = { host: parts.host, ...portOf(parts.port), ...userOf(parts.user ?? userAt(parts.host)), ...before(jump) };
  }
  return known(jump === undefined ? {} : { jump });
}

/** `ssh -W %h:%p [options] [user@]host` is what ProxyJump does. No other command is run. */
function readProxyCommand(text: string, userAt: UserAt, depth: number): ReadArguments {
  const because = 'only -J, ProxyJump, or a ProxyCommand "ssh -W %h:%p [user@]host" is honoured';
  if (text.toLowerCase() === 'none') return known({ jump: false });
  const words = shellWords(text, false)?.map((word) => word.text) ?? [];
  const forward = words.indexOf('-W');
  const destination = words.at(-1) ?? '';
  if (depth > 2 || words[0] !== 'ssh' || forward < 0 || !/^\[?%h\]?:%p$/.test(words[forward + 1] ?? '')) {
    return refused(A_COMMAND, because);
  }
  const rest = words.slice(1, -1).filter((_, index) => index + 1 !== forward && index + 1 !== forward + 1);
  const options = readWords(rest, userAt, depth + 1);
  const parts = forward + 1 === words.length - 1 ? undefined : parseJump(destination);
  if (!options.ok) return options;
  if (parts === undefined) return refused(A_COMMAND, because);
  const { user, port, identityFile, jump, knownHosts } = options.value;
  return known({
    jump: {
      host: parts.host,
      ...portOf(port ?? parts.port),
      ...userOf(user ?? parts.user ?? userAt(parts.host)),
      ...(identityFile === undefined ? {} : { identityFile }),
      ...(knownHosts === undefined ? {} : { knownHosts: [...knownHosts] }),
      ...(jump === undefined ? {} : { jump }),
    },
  });
}

function portOf(port: number | undefined): Pick<JumpObject, 'port'> {
  return port === undefined ? {} : { port };
}

/** ssh signs in at a host on the way as the operator, not as the user behind it. */
function userOf(user: string | undefined): Pick<JumpObject, 'user'> {
  return user === undefined ? {} : { user };
}

function before(jump: JumpObject | undefined): Pick<JumpObject, 'jump'> {
  return jump === undefined ? {} : { jump };
}

function known(value: SshArguments): ReadArguments {
  return { ok: true, value };
}

function refused(found: string, because: string): ReadArguments {
  return { ok: false, found, because };
}
