import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';

import * as z from 'zod';

import { errorById, errorId, errorJournal } from '../../../src/simulator/engine/texts.ts';
import { statusJson, statusText } from '../../../src/simulator/engine/status-output.ts';
import { apiserverBehind } from './apiserver-behind.ts';
import type { Host } from './host.ts';
import { journalLine, printerOf, reasonOf } from './journal.ts';
import { ENGINE, TLS } from './paths.ts';
import { perform, statusOf, type Engine } from './stage-commands.ts';

/** So long the engine holds its answer: the disk shall have the files when the caller goes on (engine.md, "Timing"). */
const HOLD_MS = 1_000;

const OWN = `/v1-${ENGINE.binaryName}/`;
const STATUS = `${OWN}encrypt/status`;
const NOT_READY = 'runtime core not ready';

const commandSchema = z.object({
  stage: z.enum(['prepare', 'rotate', 'reencrypt', 'rotate-keys']),
  skip: z.boolean().default(false),
});

/** Serves the command line of this very server, and on K3s its apiserver. `engine` is `undefined` until the server is up. */
export function serveSupervisor(host: Host, engine: () => Engine | undefined): void {
  const certificate = {
    cert: readFileSync(`${TLS}/serving-kube-apiserver.crt`),
    key: readFileSync(`${TLS}/serving-kube-apiserver.key`),
  };
  // A client may have a certificate, and need not: the supervisor's own callers have a token.
  const clients = { ca: readFileSync(`${TLS}/client-ca.crt`), requestCert: true, rejectUnauthorized: false };
  const forward = ENGINE.apiserverIsStaticPod ? undefined : apiserverBehind();
  const wanted = `Basic ${Buffer.from(`server:${host.token}`).toString('base64')}`;
  createServer({ ...certificate, ...clients }, (request, response) => {
    if (forward !== undefined && request.url?.startsWith(OWN) !== true) return forward(request, response);
    const respond = (status: number, body: string): void => {
      response.writeHead(status).end(body);
    };
    if (request.headers.authorization !== wanted) return respond(401, 'Unauthorized');
    void answer(host, request, response, engine()).catch((error: unknown) => respond(500, reasonOf(error)));
  }).listen(ENGINE.supervisorPort, '0.0.0.0');
}

/** failures.md 5.4: 500 for a `status` that failed or came too early; a command is 400 when refused or failed half-way, 503 when too early. */
async function answer(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  engine: Engine | undefined,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const isStatus = url.pathname === STATUS;
  if (engine === undefined && !isStatus) {
    response.writeHead(503).end(NOT_READY);
    return;
  }
  try {
    if (engine === undefined) throw new Error(NOT_READY);
    const body = await bodyOf(request, url, engine);
    response.writeHead(200).end(body);
  } catch (error) {
    const printer = printerOf(host);
    const peer = `${request.socket.remoteAddress ?? ''}:${String(request.socket.remotePort ?? 0)}`;
    const numbered = { id: errorId(randomInt(0, 99_999)), status: isStatus ? 500 : 400 } as const;
    for (const line of errorJournal(numbered, reasonOf(error), peer, printer)) journalLine(line);
    response.writeHead(numbered.status).end(errorById(numbered, printer.era, url.href));
  }
}

async function bodyOf(request: IncomingMessage, url: URL, engine: Engine): Promise<string> {
  if (url.pathname === STATUS) {
    const status = await statusOf(engine);
    return url.searchParams.get('output') === 'json' ? statusJson(status) : statusText(status);
  }
  if (url.pathname !== `${OWN}encrypt/config` || request.method !== 'PUT') throw new Error('no such request');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { stage, skip } = commandSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
  await perform(engine, stage, skip);
  await delay(HOLD_MS);
  return '';
}
