import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { addressOf } from '../../model/address.ts';
import type { SshLogin, SshTarget } from '../../model/cluster.ts';
import { timerMs } from '../../model/clock.ts';
import { messageOf } from '../../model/error-words.ts';
import type { ConnectionFailure } from '../../model/failures/host.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Connection, Link, LinkUser } from '../connection.ts';
import type { Keepalive } from '../dial-hop.ts';
import { createLink } from '../link.ts';
import { createTracked } from '../tracked-connection.ts';
import { exitWords, masterWords, resolvingWords } from './arguments.ts';
import type { ControlDirectory } from './control-directory.ts';
import { execThroughMaster } from './exec-through-master.ts';
import { openMaster, type Master } from './open-master.ts';
import { failureOf, lastWords, proxyJumpOf } from './words-of-ssh.ts';

const run = promisify(execFile);

export interface OpenSshLinkOptions {
  readonly target: SshTarget;
  readonly directory: ControlDirectory;
  readonly timeoutMs: number;
  readonly keepalive: Keepalive;
}

const DEEPEST_CHAIN = 8;
/** How long ssh may take to end when asked to. */
const ENDING_MS = 500;

/**
 * The way to a host by the system's ssh, one master for the host. Connects nothing yet. ssh reads its own configuration,
 * so that certificates, hardware tokens, Kerberos and commands on the way do what they do by hand.
 */
export function createOpenSshLink(options: OpenSshLinkOptions): Link {
  const { target } = options;
  return createLink({
    dial: (user, signal) => dial(options, user, signal),
    unreached: (server, reason) => unreached(target, server, reason),
  });
}

async function dial(
  { target, directory, timeoutMs, keepalive }: OpenSshLinkOptions,
  { server }: LinkUser,
  signal: AbortSignal,
): Promise<Result<Connection, ConnectionFailure>> {
  // A command of `Match exec` may hang, and whoever closes the link waits for the dial.
  const deadline = AbortSignal.timeout(timerMs(timeoutMs));
  const login = await withJumps(target.asWritten, AbortSignal.any([signal, deadline]), 0);
  if (!login.ok) {
    const expired = deadline.aborted ? `ssh -G: no answer after ${timeoutMs} ms` : login.failure;
    return failed(unreached(target, server, signal.aborted ? 'the connections are closed' : expired));
  }
  const socket = directory.path('master');
  const words = masterWords(login.value, socket, { timeoutMs, keepalive });
  const opened = await openMaster(words, { socket, timeoutMs, signal });
  if (opened.ok) return success(connectionOf(opened.value, socket, directory));
  const { failure } = opened;
  if ('reason' in failure) return failed(unreached(target, server, failure.reason));
  const { knownHosts, user } = target;
  const isThroughJump = typeof login.value.jump === 'object';
  return failed(failureOf(failure.stderr, { server, address: addressOf(target), user, knownHosts, isThroughJump }));
}

function connectionOf(master: Master, socket: string, directory: ControlDirectory): Connection {
  const connection = createTracked({
    exec: (request) => execThroughMaster({ socket, log: directory.path('log') }, request),
    end: async () => {
      const [program = '', ...words] = exitWords(socket);
      await run(program, [...words], { timeout: ENDING_MS }).catch(() => {});
      master.kill();
    },
  });
  void master.ended.then((stderr) => connection.lose(lastWords(stderr) ?? 'ssh has ended'));
  return connection;
}

/**
 * The login with its jump hosts in keyturn's hands. ssh would start its own ssh for a `ProxyJump` of ssh_config, without
 * the options that refuse an unknown host key.
 */
async function withJumps(login: SshLogin, signal: AbortSignal, depth: number): Promise<Result<SshLogin, string>> {
  if (login.jump === false) return success(login);
  if (depth >= DEEPEST_CHAIN) return failed('ssh_config leads through jump hosts in a circle');
  const jump = login.jump ?? (await configuredJump(login, signal));
  if (typeof jump === 'string') return failed(jump);
  if (jump === undefined) return success(login);
  const behind = await withJumps(jump, signal, depth + 1);
  return behind.ok ? success({ ...login, jump: behind.value }) : behind;
}

/** The jump host by ssh's own reading of its configuration, or the reason why ssh cannot read it. */
async function configuredJump(login: SshLogin, signal: AbortSignal): Promise<SshLogin | string | undefined> {
  const [program = '', ...words] = resolvingWords(login);
  const resolved = await run(program, [...words], { signal }).catch((error: unknown) => ({
    problem: lastWords((error as { readonly stderr?: string }).stderr ?? '') ?? messageOf(error),
  }));
  if ('problem' in resolved) return `ssh -G: ${resolved.problem}`;
  let jump: SshLogin | undefined;
  for (const hop of proxyJumpOf(resolved.stdout)) {
    jump = {
      ...hop,
      identityFile: undefined,
      knownHosts: undefined,
      agent: undefined,
      // The first of a list follows its own configuration.
      jump,
      config: login.config,
    };
  }
  return jump;
}

function unreached(target: SshTarget, server: string, reason: string): ConnectionFailure {
  return { kind: 'host-unreachable', server, address: addressOf(target), reason };
}
