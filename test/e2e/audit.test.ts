import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { auditSchema } from '../support/published-schema.ts';
import { keyturn } from './support/keyturn.ts';
import { linesThatChange, startSimulation, type RunningSimulation } from './support/simulation.ts';

function audit(simulation: RunningSimulation, ...more: readonly string[]) {
  return keyturn(['audit', '-i', simulation.inventory, ...more]);
}

/** The failing rows of a document, whose server is missing for a row of the cluster. */
function failingRows(json: string): readonly { readonly row: string; readonly server: string | undefined }[] {
  const { rows } = JSON.parse(json) as { rows: readonly { row: string; server: string | null; status: string }[] };
  return rows
    .filter(({ status }) => status === 'fail')
    .map(({ row, server }) => ({ row, server: server ?? undefined }));
}

/** What no simulated host could answer, which real hosts might answer otherwise. */
async function unknownPrograms(simulation: RunningSimulation): Promise<readonly (string | undefined)[]> {
  return (await simulation.ledger()).filter(({ kind }) => kind === 'unknown-program').map(({ line }) => line);
}

describe.concurrent('keyturn audit', () => {
  it('given a fleet that follows the guide, and then does not, names what fails, by its exit code too, and changes nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 2, etcdOnly: 1, secrets: 6, hardened: true });

    const good = await audit(simulation);
    for (const line of [
      'chmod 0644 /etc/rancher/rke2/config.yaml',
      'echo 0 > /proc/sys/kernel/panic',
      // A policy that records nothing, in a text that would clear the screen.
      `printf 'kind: Policy\\nrules:\\n- level: None\\n# \\033[2J\\n' > /etc/rancher/rke2/audit-policy.yaml`,
      `printf 'kind: AdmissionConfiguration\\nplugins:\\n- name: PodSecurity\\n  configuration: {kind: PodSecurityConfiguration, defaults: {enforce: "\\033[2J\\033]0;x\\007"}}\\n' > /etc/rancher/rke2/rke2-pss.yaml`,
    ]) {
      expect(await simulation.exec('s1', line)).toMatchObject({ exitCode: 0 });
    }
    const bad = await audit(simulation);
    const json = await audit(simulation, '--output', 'json', '--fail-on', 'never');
    const before = join(simulation.directory, 'before.json');
    writeFileSync(before, json.stdout);
    const baseline = join(simulation.directory, 'baseline.yaml');
    const accepted = failingRows(json.stdout).map(({ row, server }) => ({
      id: row,
      server,
      by: 'jane',
      until: '2999-12-31',
    }));
    writeFileSync(baseline, JSON.stringify({ version: 1, accepted }));
    const sarif = await audit(simulation, '--output', 'sarif', '--baseline', baseline);
    const compared = await audit(simulation, '--benchmark', 'none', '--compare', before, '--baseline', baseline);
    const mistaken = await audit(simulation, '--baseline', join(simulation.directory, 'hosts.yaml'));
    await simulation.fault('host-dead:s1');
    const partial = await audit(simulation);

    expect(good, good.stdout + good.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/^pass +Pod Security in effect +cluster$/m);
    expect(good.stdout).toContain('Guide: 26 results: 21 passed, 5 not applicable.');
    expect(good.stdout).toContain('CIS benchmark rke2-cis-1.12');
    expect(good.stdout).not.toMatch(/^FAIL/m);
    expect(bad, bad.stderr).toMatchObject({ code: 7, stderr: '' });
    expect(bad.stdout).toMatch(
      /^FAIL {2}Kernel parameters \(kernel-parameters\): s1\n {4}kernel.panic: 0, expected 10\n/m,
    );
    expect(bad.stdout).toMatch(/^FAIL {2}Files with keys and tokens \(credential-files\): s1$/m);
    expect(bad.stdout).toContain('levels in /etc/rancher/rke2/audit-policy.yaml: None, expected not only None');
    expect(bad.stdout).toMatch(/^FAIL {2}Pod Security configuration \(pod-security-admission\): s1$/m);
    expect(bad.stdout).not.toContain('\u001B');
    expect(json, json.stderr).toMatchObject({ code: 0, stderr: '' });
    const document = auditSchema.parse(JSON.parse(json.stdout));
    expect(document).toMatchObject({
      cluster: 'simulated',
      profile: 'cis',
      unasked: [],
      benchmark: { name: 'rke2-cis-1.12' },
    });
    expect(json.stdout).not.toContain('never-read');
    expect(sarif, sarif.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'keyturn' } } }],
    });
    expect(compared, compared.stderr).toMatchObject({ code: 0 });
    expect(compared.stdout).toMatch(/^accepted +Kernel parameters +s1: accepted by jane until 2999-12-31$/m);
    expect(compared.stdout).toContain('nothing has changed.');
    expect(mistaken, mistaken.stdout).toMatchObject({ code: 2 });
    expect(mistaken.stderr).toContain('--baseline');
    expect(partial, partial.stdout).toMatchObject({ code: 3 });
    expect(partial.stdout).toContain('Server s1 cannot be reached');
    expect(await linesThatChange(simulation)).toEqual([]);
    expect(await unknownPrograms(simulation)).toEqual([]);
  });

  it('given K3s as it is installed, reads the arguments from its journal, and with the STIG asks for more', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', servers: 1, secrets: 6 });

    const shown = await audit(simulation, '--profile', 'stig');

    expect(shown, shown.stderr).toMatchObject({ code: 7, stderr: '' });
    expect(shown.stdout).toContain('Audit of cluster simulated (K3s), profile stig');
    expect(shown.stdout).toMatch(/--audit-log-mode: not set, expected blocking-strict/);
    expect(shown.stdout).toMatch(/^FAIL {2}Network policies/m);
    expect(shown.stdout).toMatch(/^FAIL {2}1\.2\.30 /m);
    expect(shown.stdout).toMatch(/^n\/a +CIS profile +s1: only RKE2 has profiles$/m);
    expect(await linesThatChange(simulation)).toEqual([]);
    expect(await unknownPrograms(simulation)).toEqual([]);
  });
});
