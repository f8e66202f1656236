import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { parse } from 'yaml';

import type { Simulation } from '../../../src/simulator/simulate.ts';

/** A client without any of keyturn's own code: what the servers do is seen from outside. */
export function connect(config: ConnectConfig): Promise<Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => {
      // Without it each command waits 80 ms for delayed acknowledgements.
      client.setNoDelay(true);
      resolve(client);
    });
    // It stays: an error after the first one, or after the sign-in, is none of the test's.
    client.on('error', reject);
    client.connect({ host: '127.0.0.1', hostVerifier: () => true, ...config });
  });
}

/** How a line ended; no exit code: the connection went first. */
export interface Executed {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export function execute(client: Client, line: string, stdin = ''): Promise<Executed> {
  return new Promise((resolve, reject) => {
    client.once('close', () => resolve({ exitCode: undefined, stdout: '', stderr: '' }));
    client.exec(line, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      let [stdout, stderr] = ['', ''];
      channel.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      channel.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      channel.on('close', (exitCode: number | undefined) => resolve({ exitCode, stdout, stderr }));
      channel.end(stdin);
    });
  });
}

interface Written {
  readonly clusters: {
    readonly simulated: {
      readonly ssh: { readonly jump?: { readonly port: number } };
      readonly servers: readonly { readonly name: string; readonly ssh: { readonly port: number } }[];
    };
  };
}

/** Ports by host name, as the inventory of a simulation has them. */
export function portsOf({ directory }: Simulation): ReadonlyMap<string, number> {
  const { ssh, servers } = (parse(readFileSync(join(directory, 'hosts.yaml'), 'utf8')) as Written).clusters.simulated;
  const ports = new Map(servers.map(({ name, ssh: { port } }) => [name, port]));
  if (ssh.jump !== undefined) ports.set('bastion', ssh.jump.port);
  return ports;
}
