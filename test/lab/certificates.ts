import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Distribution } from '../../src/model/cluster.ts';
import { must } from './command.ts';

const DAYS = '365';
const AUTHORITIES = ['server-ca', 'client-ca', 'request-header-ca', 'etcd/server-ca', 'etcd/peer-ca'] as const;

/** One set of certificates a cluster, under the engine's own names in `tls/`. Made once. */
export function makeCertificates(directory: string, distribution: Distribution, addresses: readonly string[]): void {
  if (existsSync(directory)) return;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, 'etcd'), { recursive: true });
  for (const name of AUTHORITIES) authority(unfinished, name);
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map(
    (name) => `DNS:${name}`,
  );
  const everywhere = [...names, ...['127.0.0.1', '10.43.0.1', ...addresses].map((ip) => `IP:${ip}`)].join(',');
  const leaf = (name: string, signer: string, subject: string, alternatives?: string): void =>
    certificate(unfinished, { name, signer, subject, alternatives });
  leaf('client-admin', 'client-ca', '/O=system:masters/CN=system:admin');
  leaf('client-supervisor', 'client-ca', `/O=system:masters/CN=system:${distribution}-supervisor`);
  leaf('serving-kube-apiserver', 'server-ca', '/CN=kube-apiserver', everywhere);
  leaf('client-auth-proxy', 'request-header-ca', '/CN=system:auth-proxy');
  leaf('etcd/server-client', 'etcd/server-ca', '/CN=etcd-server', everywhere);
  leaf('etcd/client', 'etcd/server-ca', '/CN=etcd-client');
  leaf('etcd/peer-server-client', 'etcd/peer-ca', '/CN=etcd-peer', everywhere);
  must('openssl', ['genrsa', '-out', join(unfinished, 'service.key'), '2048']);
  renameSync(unfinished, directory);
}

function newKey(file: string): void {
  must('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file]);
}

function authority(directory: string, name: string): void {
  const file = join(directory, name);
  newKey(`${file}.key`);
  const usage = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
  const subject = `/CN=${name.replace('/', '-')}`;
  must('openssl', [
    'req',
    '-x509',
    '-new',
    '-key',
    `${file}.key`,
    '-subj',
    subject,
    '-days',
    DAYS,
    '-out',
    `${file}.crt`,
    ...usage,
  ]);
}

function certificate(
  directory: string,
  asked: {
    readonly name: string;
    readonly signer: string;
    readonly subject: string;
    readonly alternatives: string | undefined;
  },
): void {
  const file = join(directory, asked.name);
  const signer = join(directory, asked.signer);
  newKey(`${file}.key`);
  const usage = 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n';
  writeFileSync(
    `${file}.ext`,
    asked.alternatives === undefined ? usage : `${usage}subjectAltName=${asked.alternatives}\n`,
  );
  must('openssl', ['req', '-new', '-key', `${file}.key`, '-subj', asked.subject, '-out', `${file}.csr`]);
  const signed = ['-CA', `${signer}.crt`, '-CAkey', `${signer}.key`, '-CAcreateserial', '-extfile', `${file}.ext`];
  must('openssl', ['x509', '-req', '-in', `${file}.csr`, '-days', DAYS, '-out', `${file}.crt`, ...signed]);
  for (const left of ['csr', 'ext']) rmSync(`${file}.${left}`);
}
