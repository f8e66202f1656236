import type { SshLogin } from '../../model/cluster.ts';
import { sshWords } from '../../model/ssh-words.ts';
import type { Keepalive } from '../dial-hop.ts';
import { quoteWord } from '../quoting.ts';

/** Options of a connection that keyturn does not leave to ssh_config. */
export interface ConnectOptions {
  readonly timeoutMs: number;
  readonly keepalive: Keepalive;
}

/**
 * Nobody is asked, an unknown host key is never accepted, nothing is forwarded, and no file is written. No master of the
 * operator's is used, also by a jump host, because it may have accepted another host key.
 */
function strictOptions({ timeoutMs, keepalive }: ConnectOptions): readonly string[] {
  return [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'NoHostAuthenticationForLocalhost=no',
    'VerifyHostKeyDNS=no',
    'UpdateHostKeys=no',
    'ForwardAgent=no',
    'ForwardX11=no',
    'PermitLocalCommand=no',
    'RemoteCommand=none',
    'ControlMaster=no',
    'ControlPath=none',
    `ConnectTimeout=${seconds(timeoutMs)}`,
    `ServerAliveInterval=${seconds(keepalive.intervalMs)}`,
    `ServerAliveCountMax=${keepalive.unanswered}`,
  ].flatMap((option) => ['-o', option]);
}

/**
 * ssh as the master of a connection, which listens at `socket`. It reports on stderr which host key it was offered and
 * which keys it offers itself. Its own words on masters come before those that refuse them, and ssh takes the first.
 */
export function masterWords(login: SshLogin, socket: string, options: ConnectOptions): readonly string[] {
  return sshWords(login, {
    quote: quoteWord,
    everywhere: [...strictOptions(options), '-o', 'ControlPersist=no'],
    outermost: ['-v', '-N', '-T', '-S', socket, '-o', 'ControlMaster=yes', '-o', 'ClearAllForwardings=yes'],
  });
}

/** Asks ssh what it makes of a host, without connecting. */
export function resolvingWords(login: SshLogin): readonly string[] {
  return sshWords(login, { quote: quoteWord, outermost: ['-G'] });
}

/** Without a configuration, and without another way to the host than the master. */
const THROUGH_MASTER = ['ssh', '-F', 'none', '-o', 'ControlMaster=no', '-o', 'ProxyCommand=false'];

/** Runs a line through a master. ssh's own words go to `log`, so that stderr is the line's alone. */
export function execWords(socket: string, log: string, line: string): readonly string[] {
  return [...THROUGH_MASTER, '-S', socket, '-T', '-E', log, '-o', 'LogLevel=DEBUG2', 'server', line];
}

/** Ends a master. */
export function exitWords(socket: string): readonly string[] {
  return [...THROUGH_MASTER, '-S', socket, '-O', 'exit', 'server'];
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
