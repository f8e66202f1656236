import { readFileSync } from 'node:fs';

import { isEngineCommand } from '../../../src/simulator/engine/guards.ts';
import { ANSWERS, BROKEN, fatalLine, notServing, requestBroken } from '../../../src/simulator/engine/texts.ts';
import { optionOf } from './arguments.ts';
import { reasonOf } from './journal.ts';
import { ENGINE, TLS, TOKEN } from './paths.ts';
import { agentOf, ask, type Answer } from './request.ts';

/** How long the command line waits for an answer (engine.md, "Timing"). The server goes on after it. */
const PATIENCE_MS = { quick: 10_000, 'rotate-keys': 70_000 } as const;
const UNKNOWN_COMMAND = 3;
/** As a shell says of a command that is not there: this part of the engine is not in the lab. */
const NOT_IN_THE_LAB = 127;

/** `rke2 secrets-encrypt ...`: asks a server, and prints what it says. Gives the exit code. */
export async function secretsEncrypt(words: readonly string[]): Promise<number> {
  const [verb = ''] = words;
  const server = optionOf(words, '--server') ?? `https://127.0.0.1:${String(ENGINE.supervisorPort)}`;
  const base = `${server}/v1-${ENGINE.binaryName}`;
  if (verb !== 'status' && !isEngineCommand(verb)) {
    process.stderr.write(`No help topic for '${verb}'\n`);
    return UNKNOWN_COMMAND;
  }
  if (words.includes('--force') || words.includes('-f') || (words.includes('--skip') && verb !== 'reencrypt')) {
    process.stderr.write(`${ENGINE.binaryName}: not in the lab: secrets-encrypt ${words.join(' ')}\n`);
    return NOT_IN_THE_LAB;
  }
  const agent = agentOf({ ca: readFileSync(`${TLS}/server-ca.crt`) });
  const headers = { authorization: `Basic ${Buffer.from(`server:${tokenOf(words)}`).toString('base64')}` };
  const json = (optionOf(words, '-o') ?? optionOf(words, '--output')) === 'json';
  const question =
    verb === 'status'
      ? { url: `${base}/encrypt/status?output=${json ? 'json' : 'text'}`, agent, headers }
      : {
          url: `${base}/encrypt/config`,
          agent,
          headers,
          method: 'PUT',
          body: JSON.stringify({ stage: verb, skip: words.includes('--skip') }),
          timeoutMs: verb === 'rotate-keys' ? PATIENCE_MS[verb] : PATIENCE_MS.quick,
        };
  try {
    return print(await ask(question), verb === 'status' ? undefined : ANSWERS[verb]);
  } catch (error) {
    return fail(brokenText(error, server, verb === 'status' ? `Get "${question.url}"` : `Put "${question.url}"`));
  }
}

function print({ status, body }: Answer, success: string | undefined): number {
  if (status !== 200) return fail(body);
  process.stdout.write(success ?? body);
  return 0;
}

function brokenText(error: unknown, server: string, request: string): string {
  const code = (error as { readonly code?: string }).code;
  if (code === 'ECONNREFUSED') return notServing(new URL(server).host);
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return requestBroken(request, BROKEN.timedOut);
  return requestBroken(request, code === 'ECONNRESET' ? BROKEN.dropped : reasonOf(error));
}

function tokenOf(words: readonly string[]): string {
  return optionOf(words, '--token') ?? readFileSync(TOKEN, 'utf8').trim();
}

function fail(message: string): number {
  process.stderr.write(fatalLine(message, new Date()));
  return 1;
}
