import { type ProgramResult, notSimulated, printed, refused } from '../../host/program.ts';
import type { Program } from '../../host/program.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { HttpReply } from '../http.ts';
import { kineReply } from '../kine.ts';
import { answerKubernetes } from '../kubernetes-api.ts';
import type { SimulatedServer } from '../server.ts';
import { parseCurl, parseCurlConfig, type CurlRequest } from './curl-arguments.ts';

/** curl to this host's own apiserver and etcd. */
export function curl(cluster: SimulatedCluster, server: SimulatedServer): Program {
  return async ({ argv, stdin, user }) => {
    if (argv[1] === '--version') return printed(versionText(!cluster.faults.has('no-http2', server.name)));
    const parsed = parseCurl(argv.slice(1));
    if (typeof parsed === 'string') return notSimulated('curl', parsed);
    const requests = parsed.readsConfig ? parseCurlConfig(stdin.toString()) : [parsed.request];
    if (typeof requests === 'string') return notSimulated('curl', requests);
    const stdout: Buffer[] = [];
    let [stderr, exitCode] = ['', 0];
    for (const request of requests) {
      const body = request.body === '@-' ? stdin.toString() : request.body;
      const result = perform(cluster, server, { ...request, body }, { user, stdin });
      stdout.push(result.stdout);
      stderr += result.stderr;
      exitCode = exitCode === 0 ? result.exitCode : exitCode;
    }
    return { exitCode, stdout: Buffer.concat(stdout), stderr };
  };
}

/** The output of curl 7.88.1 of Debian 12. Without nghttp2, curl cannot speak HTTP/2. */
function versionText(http2: boolean): string {
  return [
    `curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.22 zlib/1.2.13${http2 ? ' nghttp2/1.52.0' : ''}`,
    'Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u14',
    'Protocols: file ftp ftps http https',
    `Features: alt-svc AsynchDNS GSS-API HSTS${http2 ? ' HTTP2' : ''} HTTPS-proxy IPv6 Largefile libz SSL threadsafe UnixSockets`,
    '',
  ].join('\n');
}

function perform(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  request: CurlRequest,
  { user, stdin }: { readonly user: string; readonly stdin: Buffer },
): ProgramResult {
  const written = (status: number): string =>
    request.writeOut.replaceAll('\\n', '\n').replaceAll('%{http_code}', String(status).padStart(3, '0'));
  for (const file of request.files) {
    if (user !== 'root')
      return refused(
        58,
        `curl: (58) could not load PEM client certificate, (no key found, wrong pass phrase, or wrong file format?): ${file}\n`,
        written(0),
      );
    if (!server.files.exists(file))
      return refused(77, `curl: (77) error setting certificate file: ${file}\n`, written(0));
  }
  if (request.unixSocket !== undefined) return performOverSocket(cluster, server, request, stdin);
  const url = new URL(request.url);
  const port = Number(url.port);
  const reply = answer(cluster, server, request, url);
  if (reply === undefined) {
    const message = `curl: (7) Failed to connect to ${url.hostname} port ${port} after 0 ms: Couldn't connect to server\n`;
    return refused(7, message, written(0));
  }
  const body = request.output === undefined ? reply.body : '';
  return { exitCode: 0, stdout: Buffer.from(`${body}${written(reply.status)}`), stderr: '' };
}

/** kine speaks only HTTP/2, with TLS on RKE2 and without TLS on K3s. */
function performOverSocket(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  { unixSocket, http2, url, method, dumpsHeader }: CurlRequest,
  stdin: Buffer,
): ProgramResult {
  if (http2 !== undefined && cluster.faults.has('no-http2', server.name)) {
    return refused(4, 'curl: option --http2: the installed libcurl version does not support this\n');
  }
  const { protocol, pathname } = new URL(url);
  if (unixSocket !== server.kineSocket || !server.kineRunning) {
    return refused(7, "curl: (7) Failed to connect to localhost port 80 after 0 ms: Couldn't connect to server\n");
  }
  const isSecured = cluster.distribution === 'rke2';
  if (isSecured !== (protocol === 'https:') || (http2 === 'at-once') === isSecured || method !== 'POST') {
    return refused(1, 'curl: (1) Received HTTP/0.9 when not allowed\n');
  }
  if (!dumpsHeader) return notSimulated('curl', 'gRPC without --dump-header');
  return { exitCode: 0, stdout: kineReply(cluster.etcd.store, pathname.slice(1), stdin), stderr: '' };
}

/** `undefined` means a closed port. */
function answer(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  request: CurlRequest,
  url: URL,
): HttpReply | undefined {
  const { method, body = '' } = request;
  if (cluster.datastore === 'external-etcd' && url.port === '2379') {
    const member = cluster.etcd.memberOf(url.hostname);
    return member?.running === true ? cluster.etcd.gateway(member.server, method, url.pathname, body) : undefined;
  }
  const member = cluster.etcd.memberOf(server.name);
  switch (url.port) {
    case '6443':
      if (server.apiserver?.running !== true) return undefined;
      return answerKubernetes(cluster, server.name, server.apiserver, {
        method,
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        headers: request.headers,
        body,
      });
    case '2382':
      return member?.running === true ? cluster.etcd.gateway(server.name, method, url.pathname, body) : undefined;
    case '2379':
      // gRPC only, since HTTP moved to a separate listener (measured.md 4).
      return member?.running === true ? { status: 415, body: 'invalid gRPC request content-type' } : undefined;
    default:
      return undefined;
  }
}
