import { loadBenchmark } from '../src/audit/benchmarks/choose.ts';
import { BENCHMARKS, GUIDE_ROWS, type AuditStatus, type BenchmarkName, type GuideRow } from '../src/model/audit.ts';
import { ROW_WORDS, REASON_WORDS } from '../src/report/audit/row-words.ts';
import { AUDIT_CASES } from '../test/audit/cases.ts';
import { cell, GENERATED, putDocument } from './document.ts';
import { putSchema, schemaOf, schemasOf } from './json-schema.ts';

const STATUSES: readonly AuditStatus[] = ['pass', 'fail', 'unknown', 'not-applicable'];

/** Rows whose evidence no simulated host has. */
const BY_READING: Partial<Record<GuideRow, string>> = {
  selinux: 'types by reading rke2-selinux `rke2.fc` and `rke2.te`; no host with SELinux was recorded',
};

function tested(row: GuideRow): string {
  const cases = AUDIT_CASES.filter((each) => each.row === row);
  const counts = STATUSES.flatMap((status) => {
    const count = cases.filter((each) => each.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return [`cases: ${counts.join(', ')}`, BY_READING[row] ?? 'a good and a bad simulated fleet'].join('; ');
}

async function benchmarkRow(name: BenchmarkName): Promise<string> {
  const { rows: all } = await loadBenchmark(name);
  const automatic = all.filter(({ judged }) => judged === 'automatic');
  const left = automatic.filter(({ reads }) => reads === undefined).map(({ id }) => id);
  return `| ${name} | ${automatic.length} | ${automatic.length - left.length} | ${left.join(', ')} |`;
}

const rows = GUIDE_ROWS.map((row) => {
  const { title, section, says, stig } = ROW_WORDS[row];
  const cells = [`\`${row}\``, title, section, says, stig.join(', '), tested(row)];
  return `| ${cells.map(cell).join(' | ')} |`;
});

await putDocument(
  'audit.md',
  [
    GENERATED,
    '',
    '# Hardening: `keyturn audit`',
    '',
    '`keyturn audit -i hosts.yaml` checks every server and the cluster against the security guide of RKE2 or K3s, and changes nothing. It asks each server a few times, all at once, and the cluster through',
    'the first apiserver that is ready. Failures come first, each with the facts that decided, what the guide says, and a command that would mend it. keyturn never runs such a command.',
    '',
    '```sh',
    'keyturn audit -i hosts.yaml                                  # the guide',
    'keyturn audit -i hosts.yaml --profile stig                   # also what the DISA STIG asks for beyond the guide',
    'keyturn audit -i hosts.yaml --output json > audit.json       # every fact, for programs',
    'keyturn audit -i hosts.yaml --benchmark rke2-cis-1.11        # another CIS benchmark than that of the release; none for none',
    'keyturn audit -i hosts.yaml --fail-on never                  # exit code 0 whatever is found',
    '```',
    '',
    '| status | means |',
    '| --- | --- |',
    '| pass | every fact is as the guide wants it |',
    '| fail | at least one fact is not |',
    '| unknown | a fact that decides could not be read, and the text says why |',
    '| not applicable | the row says nothing about this server or cluster, and the text says why |',
    '',
    'Exit codes: 0 where no row fails, 7 where one does (`--fail-on unknown` counts unknown rows too, `--fail-on never` none), 3 where a server could not be asked and nothing else failed, 2 for a wrong',
    'command line or inventory ([exit-codes.md](exit-codes.md)). `--output json` prints one document, `keyturn.audit/1` ([audit.schema.json](audit.schema.json)).',
    '',
    'What it needs on a server is what every command needs: SSH, and sudo for the lines that it sends ([ssh.md](ssh.md)). Files with keys, tokens and passwords are only looked at from outside (owner, mode);',
    "of the configuration only listed settings leave the host. Processes' arguments leave it with users of URLs masked. Pod Security is tried with two pods in a dry run, which the apiserver does not store.",
    '',
    '## Rows',
    '',
    'Rows know the release: which profiles are valid, which namespaces are exempt, which arguments `profile: cis` sets itself.',
    '',
    '<!-- prettier-ignore-start -->',
    '| row | title | in the guide | what it says | STIG | how it is tested |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '<!-- prettier-ignore-end -->',
    '',
    '## For CI, for people, and over time',
    '',
    '```sh',
    'keyturn audit -i hosts.yaml --output sarif > audit.sarif     # SARIF 2.1.0: rules with help, results by server, what was accepted as suppressions',
    'keyturn audit -i hosts.yaml --output junit > audit.xml       # a suite for each server',
    'keyturn audit -i hosts.yaml --output html > audit.html       # one page, without scripts',
    'keyturn audit -i hosts.yaml --baseline accepted.yaml         # what somebody accepted does not count until its day',
    'keyturn audit -i hosts.yaml --compare audit.json             # what changed since an earlier --output json',
    'keyturn audit -i hosts.yaml --with-scan scan.json            # what kube-bench (--json) or a ClusterScanReport says, beside each row',
    '```',
    '',
    'A baseline names who accepted which failure, and the last day of it (UTC). From the next day on the row fails again, with a note. `server` may be left out for all servers; ids are those of the',
    'output, such as `audit-log` or `rke2-cis-1.12/1.2.15`.',
    '',
    '```yaml',
    'version: 1',
    'accepted:',
    '  - { id: kernel-parameters, server: s1, by: jane, reason: replaced in March, until: 2027-03-31 }',
    '  - { id: rke2-cis-1.12/1.2.15, by: joe, until: 2027-01-01 }',
    '```',
    '',
    'Another scan is matched by the titles of its rows, because ids move with every release of a benchmark. `kubectl get clusterscanreport NAME -o json` prints a report of Rancher.',
    '',
    '## The CIS benchmark',
    '',
    `The rows of the CIS benchmark that fits the release are judged, too, over the same facts: by \`--benchmark auto\` the one that the guide names, by its name another one (${BENCHMARKS.join(', ')}), or \`none\`.`,
    'Ids, titles, expected values and remediations are data from [rancher/security-scan](https://github.com/rancher/security-scan) (Apache-2.0), brought here by `scripts/import-benchmarks.ts`; nothing of theirs is run.',
    'Rows that are not scored never change the exit code. Rows for a person (manual), rows that the benchmark itself skips, and rows about workloads (pods, roles, bindings) are named, and not judged.',
    '',
    '<!-- prettier-ignore-start -->',
    '| benchmark | automatic rows | judged | not judged, about workloads |',
    '| --- | --- | --- | --- |',
    ...(await Promise.all(BENCHMARKS.map(benchmarkRow))),
    '<!-- prettier-ignore-end -->',
    '',
    '## Why a row is unknown or not applicable',
    '',
    ...Object.entries(REASON_WORDS).map(([reason, words]) => `- \`${reason}\`: ${words}`),
    '',
    '## A network policy as the guide has it',
    '',
    'RKE2 writes it with a CIS profile into kube-system, kube-public and default, and more into kube-system, so that DNS, ingress and metrics work.',
    '',
    '```yaml',
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    '  name: default-network-policy',
    '  namespace: default',
    'spec:',
    '  podSelector: {}',
    '  policyTypes: [Ingress]',
    '  ingress:',
    '    - from:',
    '        - podSelector: {}',
    '```',
    '',
  ].join('\n'),
);

await putSchema(
  'audit.schema.json',
  'The document of keyturn audit --output json, keyturn.audit/1',
  schemaOf(schemasOf('src/report/audit/audit-document.ts'), 'AuditDocument'),
);
