import { describe, it } from 'vitest';

import { parseBaseline, parseEarlierAudit, parseOtherScan } from '../../src/audit/read-files.ts';

const BASELINE = `
version: 1
accepted:
  - {id: kernel-parameters, server: s1, by: jane, reason: replaced in March, until: 2027-03-31}
  - {id: rke2-cis-1.12/1.2.15, by: joe, until: '2027-01-01'}
`;

/** As kube-bench 0.10 prints it, shortened; by reading its \`check/controls.go\`. */
const KUBE_BENCH = JSON.stringify({
  Controls: [
    {
      version: 'rke2-cis-1.8',
      tests: [
        {
          results: [
            { test_number: '1.2.28', test_desc: 'Ensure that X is set (Automated)', status: 'PASS' },
            { test_number: '1.2.29', test_desc: 'Ensure that Y is set (Manual)', status: 'WARN' },
          ],
        },
      ],
    },
  ],
});

/** As Rancher's operator writes it, shortened; by reading security-scan \`pkg/kb-summarizer\`. */
const SCAN_REPORT = JSON.stringify({
  apiVersion: 'compliance.cattle.io/v1',
  kind: 'ClusterScanReport',
  spec: {
    benchmarkVersion: 'rke2-cis-1.12',
    reportJSON: JSON.stringify({
      results: [{ checks: [{ id: '1.2.27', description: 'Ensure that X is set', state: 'notApplicable' }] }],
    }),
  },
});

describe('the files beside an audit', () => {
  it('given a baseline, reads who accepted what until when', ({ expect }) => {
    expect(parseBaseline(BASELINE)).toEqual({
      ok: true,
      value: [
        { id: 'kernel-parameters', server: 's1', by: 'jane', reason: 'replaced in March', until: '2027-03-31' },
        { id: 'rke2-cis-1.12/1.2.15', server: undefined, by: 'joe', reason: undefined, until: '2027-01-01' },
      ],
    });
  });

  it.for([
    ['nobody who accepted it', 'version: 1\naccepted: [{id: x, until: 2027-01-01}]'],
    ['no last day', 'version: 1\naccepted: [{id: x, by: jane}]'],
    ['a day that is none', 'version: 1\naccepted: [{id: x, by: jane, until: next year}]'],
    ['an unknown word', 'version: 1\naccepted: [{id: x, by: jane, until: 2027-01-01, server_name: s1}]'],
    ['another version', 'version: 2\naccepted: []'],
    ['no YAML', 'a: [b'],
  ])('given a baseline with %s, says so', ([, text = ''], { expect }) => {
    const read = parseBaseline(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.failure).not.toBe('');
  });

  it('given reports of both scanners, reads states by title', ({ expect }) => {
    expect(parseOtherScan(KUBE_BENCH)).toEqual({
      ok: true,
      value: {
        source: 'kube-bench',
        benchmark: 'rke2-cis-1.8',
        states: new Map([
          ['ensure that x is set', 'pass'],
          ['ensure that y is set', 'warn'],
        ]),
      },
    });
    expect(parseOtherScan(SCAN_REPORT)).toMatchObject({
      value: { source: 'ClusterScanReport', states: new Map([['ensure that x is set', 'notapplicable']]) },
    });
    expect(parseOtherScan('{"kind": "Pod"}').ok).toBe(false);
    expect(parseEarlierAudit('{"schema": "keyturn.doctor/1"}').ok).toBe(false);
  });
});
