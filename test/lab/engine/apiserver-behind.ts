import { readFileSync } from 'node:fs';
import { request as send } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';

import { APISERVER_PORT, TLS } from './paths.ts';
import { agentOf } from './request.ts';

/** An aggregated API server's headers: what the apiserver believes of whoever asks through the front proxy. */
const IDENTITY = /^x-remote-(user|group|extra-)/;
const CONNECTIONS = 100;

/** What K3s says while its apiserver starts. */
export const NOT_READY =
  '{"kind":"Status","metadata":{},"status":"Failure","message":"apiserver not ready","reason":"ServiceUnavailable","code":503}\n';

/** Passes one request on to the apiserver behind the supervisor. */
export type Forward = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * K3s has one port for supervisor and apiserver, and hands what is not the supervisor's own to the apiserver in its process, with who asks
 * (k3s `pkg/server/handlers`, `APIServer`). Here the apiserver is a process of its own, so the client's certificate is checked at this port
 * and its names go on as headers, by the certificate that the apiserver believes them of.
 */
export function apiserverBehind(): Forward {
  const file = (name: string): Buffer => readFileSync(`${TLS}/${name}`);
  const ca = file('server-ca.crt');
  const asProxy = agentOf({ ca, cert: file('client-auth-proxy.crt'), key: file('client-auth-proxy.key') }, CONNECTIONS);
  const asNobody = agentOf({ ca }, CONNECTIONS);
  return (request, response) => {
    const names = namesOf(request);
    const passed = send(
      {
        host: '127.0.0.1',
        port: APISERVER_PORT,
        agent: names === undefined ? asNobody : asProxy,
        method: request.method,
        path: request.url,
        headers: { ...withoutIdentity(request.headers), ...names },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    passed.once('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(503, { 'content-type': 'application/json', connection: 'close' }).end(NOT_READY);
    });
    response.once('close', () => passed.destroy());
    request.pipe(passed);
  };
}

function namesOf({ socket }: IncomingMessage): Readonly<Record<string, string | string[]>> | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { CN: user, O: groups = [] } = socket.getPeerCertificate().subject;
  if (typeof user !== 'string') return undefined;
  return { 'x-remote-user': user, 'x-remote-group': groups };
}

/** What a client says of itself in such headers is nobody's word. */
function withoutIdentity(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !IDENTITY.test(name)));
}
