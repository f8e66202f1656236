import type { RunningSimulation } from './simulation.ts';

/** One request through one server's apiserver, as root's own user or as another; the answer's body, then its status. */
export async function askApiserver(
  simulation: RunningSimulation,
  server: string,
  {
    method,
    path,
    body,
    as,
  }: { readonly method: string; readonly path: string; readonly body?: object; readonly as?: string },
): Promise<{ readonly status: number; readonly body: string }> {
  const tls = '/var/lib/rancher/rke2/server/tls';
  const line = [
    `curl -sS --cacert ${tls}/server-ca.crt --cert ${tls}/client-admin.crt --key ${tls}/client-admin.key -X ${method}`,
    ...(as === undefined ? [] : [`-H 'Impersonate-User: ${as}' -H 'Impersonate-Group: system:masters'`]),
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json' --data-binary '${JSON.stringify(body)}'`]),
    `https://127.0.0.1:6443${path} -w '\\n%{http_code}'`,
  ].join(' ');
  const { stdout } = await simulation.exec(server, line);
  const lines = stdout.trim().split('\n');
  return { status: Number(lines.at(-1)), body: lines.slice(0, -1).join('\n') };
}
