import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

import { ETCD_TLS, TLS } from './paths.ts';

/** A client certificate, and who is believed. */
export interface Identity {
  readonly ca: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Question {
  readonly url: string;
  readonly agent: Agent;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
}

const PATIENCE_MS = 10_000;

/** By which the engine itself asks the apiserver. */
export function supervisorIdentity(): Identity {
  return identity(TLS, 'client-supervisor');
}

export function etcdIdentity(): Identity {
  return identity(ETCD_TLS, 'client');
}

function identity(directory: string, name: string): Identity {
  return {
    ca: readFileSync(`${directory}/server-ca.crt`),
    cert: readFileSync(`${directory}/${name}.crt`),
    key: readFileSync(`${directory}/${name}.key`),
  };
}

/** Connections of one identity, kept open. */
export function agentOf(who: Identity, maxSockets = 4): Agent {
  return new Agent({ ...who, keepAlive: true, maxSockets });
}

/** One HTTPS request. Rejects when nobody answers in time. */
export function ask({ url, agent, method = 'GET', headers, body, timeoutMs = PATIENCE_MS }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers: { ...headers }, signal: AbortSignal.timeout(timeoutMs) });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    sent.end(body);
  });
}
