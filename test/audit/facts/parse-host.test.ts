import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { argumentOf } from '../../../src/audit/facts/host-facts.ts';
import { hostAuditCommand, hostTextsCommand } from '../../../src/audit/facts/host-script.ts';
import { parseHostAudit, parseHostTexts } from '../../../src/audit/facts/parse-host.ts';
import type { RemoteCommand } from '../../../src/remote/remote-command.ts';

const RKE2 = { distribution: 'rke2', dataDir: '/var/lib/rancher/rke2' } as const;
const K3S = { distribution: 'k3s', dataDir: '/var/lib/rancher/k3s' } as const;

function output(...sections: readonly string[]): string {
  return `${[...sections, '@end'].join('\n')}\n`;
}

/** Runs a script with this machine's own shell and programs. */
function here(command: RemoteCommand): string {
  if (!('script' in command.body)) throw new Error(`${command.name} has no script`);
  return spawnSync('sh', ['-c', command.body.script], { encoding: 'utf8' }).stdout;
}

describe('what a host says to the audit', () => {
  it('given a real shell, every part of the script runs, and files have their modes', ({ expect }) => {
    const dataDir = mkdtempSync(join(tmpdir(), "keyturn-audit 'x-"));
    try {
      mkdirSync(join(dataDir, 'server/cred'), { recursive: true, mode: 0o700 });
      writeFileSync(join(dataDir, 'server/token'), 'never read');
      chmodSync(join(dataDir, 'server/token'), 0o640);
      const stdout = here(hostAuditCommand({ distribution: 'rke2', dataDir }));
      const host = parseHostAudit(stdout, { distribution: 'rke2', dataDir });

      expect(host?.files.get(`${dataDir}/server/token`)).toMatchObject({ mode: '640' });
      expect(host?.files.get(`${dataDir}/server/cred`)).toMatchObject({ mode: '700' });
      expect(host?.parameters.get('vm.overcommit_memory')).toMatch(/^\d$/);
      expect(stdout).not.toContain('never read');
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  it('given a real shell, texts come whole, and a missing file is known to be missing', ({ expect }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-audit-'));
    const path = join(directory, "it's a policy.yaml");
    try {
      writeFileSync(path, 'kind: Policy\n\n@end\n> /etc/passwd\nrules: []');
      const texts = parseHostTexts(here(hostTextsCommand([path, `${path}.gone`])));

      expect(texts).toEqual([
        { path, text: 'kind: Policy\n\n@end\n> /etc/passwd\nrules: []\n' },
        { path: `${path}.gone`, text: undefined },
      ]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('given two apiservers, takes that of the engine, and the last value of an argument', ({ expect }) => {
    const host = parseHostAudit(
      output(
        '@processes',
        '> kube-apiserver ',
        ' kube-apiserver',
        ' --anonymous-auth=true',
        ' --tls-cert-file=/certs/virtual/apiserver.crt',
        '> kube-apiserver system_u:system_r:rke2_service_t:s0',
        ' kube-apiserver',
        ' --anonymous-auth=true',
        ' --client-ca-file=/var/lib/rancher/rke2/server/tls/client-ca.crt',
        ' --anonymous-auth=false',
        ' --allow-privileged',
      ),
      RKE2,
    );

    const apiserver = host?.processes.get('kube-apiserver');
    expect(apiserver?.type).toBe('rke2_service_t');
    expect(argumentOf(apiserver, 'anonymous-auth')).toBe('false');
    expect(argumentOf(apiserver, 'allow-privileged')).toBe('true');
    expect(argumentOf(apiserver, 'anonymous')).toBeUndefined();
  });

  it('given the journal of K3s, takes the newest line of each component', ({ expect }) => {
    const host = parseHostAudit(
      output(
        '@processes',
        ' time="2026-11-28T01:34:15Z" level=info msg="Running kube-apiserver --anonymous-auth=false --authorization-mode=Node,RBAC --feature-gates=A=true, B=false --profiling=false"',
        ' time="2026-11-27T01:34:15Z" level=info msg="Running kube-apiserver --anonymous-auth=true"',
        ' time="2026-11-27T01:34:15Z" level=info msg="Running kubelet --read-only-port=0"',
      ),
      K3S,
    );

    const apiserver = host?.processes.get('kube-apiserver');
    expect(argumentOf(apiserver, 'anonymous-auth')).toBe('false');
    expect(argumentOf(apiserver, 'feature-gates')).toBe('A=true, B=false');
    expect(argumentOf(host?.processes.get('kubelet'), 'read-only-port')).toBe('0');
  });

  it('given files of sysctl.d, keeps the order of their names, and of two with one name that of /etc', ({ expect }) => {
    const host = parseHostAudit(
      output(
        '@boot-parameters',
        '/etc/sysctl.d/60-rke2-cis.conf:kernel.panic=10',
        '/usr/lib/sysctl.d/99-vendor.conf:kernel/panic = 30',
        '/usr/lib/sysctl.d/10-same.conf:-kernel.panic=1',
        '/etc/sysctl.d/10-same.conf:kernel.panic=2',
      ),
      RKE2,
    );

    expect(host?.bootParameters.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'kernel.panic=2',
      'kernel.panic=10',
      'kernel.panic=30',
    ]);
  });

  it('given lines of SELinux, reads types, mode, package and denials', ({ expect }) => {
    const host = parseHostAudit(
      output(
        '@files',
        '700 root:root system_u:object_r:rke2_tls_t:s0 /var/lib/rancher/rke2/server/tls',
        'stat: something else',
        '@selinux',
        '1',
        '@selinux-package',
        'rke2-selinux-0.20-1.el9.noarch',
        '@denials',
        '17',
      ),
      RKE2,
    );

    expect(host?.files.get('/var/lib/rancher/rke2/server/tls')).toMatchObject({ type: 'rke2_tls_t' });
    expect(host?.selinux).toEqual({
      mode: 'enforcing',
      package: 'rke2-selinux-0.20-1.el9.noarch',
      hasModule: false,
      denials: 17,
    });
  });

  it('given an answer that was cut, or another text, has no facts', ({ expect }) => {
    expect(parseHostAudit('@parameters\nvm.panic_on_oom=0\n', RKE2)).toBeUndefined();
    expect(parseHostTexts('')).toBeUndefined();
    const empty = parseHostAudit(output('@processes', '> kube-apiserver', '@files', '\u001B[2J', ''), RKE2);
    expect(empty?.processes.size).toBe(0);
    expect(empty?.selinux.mode).toBe('disabled');
  });
});
