import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cluster, NAME_FORM, tell, type Case } from './problem-case.ts';
import { makePlace, type Place } from './written.ts';

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});

afterAll(() => place[Symbol.asyncDispose]());

const CASES: readonly Case[] = [
  {
    what: 'a misspelt key',
    text: cluster('    ssh: {usr: ops}\n'),
    rule: 'unknown-key',
    path: 'clusters.prod.ssh.usr',
    at: [6, 11],
    found: 'usr',
    expected: 'user',
  },
  {
    what: 'a key in another style',
    text: cluster('    ssh:\n      identity_file: id\n'),
    rule: 'unknown-key',
    path: 'clusters.prod.ssh.identity_file',
    at: [7, 7],
    expected: 'identityFile',
  },
  {
    what: 'a key near to none',
    text: cluster('    flavour: 1\n'),
    rule: 'unknown-key',
    path: 'clusters.prod.flavour',
    at: [6, 5],
    expected: 'distribution, or ssh, or servers, or rotation, or journal, or timing, or hooks, or notify, or alerts',
  },
  {
    what: 'a label of an alert that is none',
    text: cluster("    alerts: {prometheus: 'https://p', labels: [a-b=c]}\n"),
    rule: 'invalid-label',
    path: 'clusters.prod.alerts.labels[0]',
    at: [6, 48],
    found: 'a-b=c',
    expected: 'the name of a label, =, and its value, for example cluster=prod',
  },
  {
    what: 'an empty pattern of alerts',
    text: cluster("    alerts: {prometheus: 'https://p', ignore: ''}\n"),
    rule: 'invalid-alert-pattern',
    path: 'clusters.prod.alerts.ignore',
    at: [6, 47],
    found: '',
    expected: 'a regular expression of Prometheus for the whole name of an alert, at most 1,000 characters',
  },
  {
    what: 'a misspelt key of a bastion',
    text: cluster('    ssh: {jump: {host: b, prt: 1}}\n'),
    rule: 'unknown-key',
    path: 'clusters.prod.ssh.jump.prt',
    at: [6, 27],
    expected: 'port',
  },
  {
    what: 'a duration with words',
    text: cluster('    rotation: {maxKeyAge: 90 days}\n'),
    rule: 'invalid-duration',
    path: 'clusters.prod.rotation.maxKeyAge',
    at: [6, 27],
    found: '90 days',
    expected: 'a number and ms, s, m, h or d, for example 15s',
  },
  {
    what: 'a duration without unit',
    text: cluster('    timing: {stabilityWindow: 15}\n'),
    rule: 'wrong-type',
    path: 'clusters.prod.timing.stabilityWindow',
    at: [6, 31],
    found: '15',
    expected: 'a number and ms, s, m, h or d, for example 15s',
  },
  {
    what: 'a port in quotes',
    text: cluster('    ssh: {port: "22"}\n'),
    rule: 'wrong-type',
    path: 'clusters.prod.ssh.port',
    at: [6, 17],
    found: '"22"',
    expected: 'a whole number from 1 to 65535',
  },
  {
    what: 'a path over two lines',
    text: cluster('    ssh: {identityFile: "a\\nb"}\n'),
    rule: 'invalid-path',
    path: 'clusters.prod.ssh.identityFile',
    at: [6, 25],
    found: 'a…',
    expected: 'a path, on one line',
  },
  {
    what: 'a port out of range',
    text: cluster('    ssh: {port: 70000}\n'),
    rule: 'out-of-range',
    path: 'clusters.prod.ssh.port',
    at: [6, 17],
    expected: 'a whole number from 1 to 65535',
  },
  {
    what: 'a port of a bastion out of range',
    text: cluster('    ssh: {jump: "b:70000"}\n'),
    rule: 'invalid-jump',
    path: 'clusters.prod.ssh.jump',
    at: [6, 17],
    found: '70000',
    expected: 'a port from 1 to 65535',
  },
  {
    what: 'a bastion with a space',
    text: cluster('    ssh: {jump: my bastion}\n'),
    rule: 'invalid-jump',
    path: 'clusters.prod.ssh.jump',
    at: [6, 17],
    found: 'my bastion',
  },
  {
    what: 'a host that looks like an option',
    text: cluster('', '[{host: -oProxyCommand=x, name: s1}]'),
    rule: 'invalid-host',
    path: 'clusters.prod.servers[0].host',
    at: [5, 22],
  },
  {
    what: 'a server without host',
    text: cluster('', '[{name: s1}]'),
    rule: 'missing',
    path: 'clusters.prod.servers[0].host',
    at: [5, 15],
    expected: 'an IP address or a host name',
  },
  {
    what: 'an unknown role',
    text: cluster('', '[{host: a, roles: [worker]}]'),
    rule: 'not-allowed',
    path: 'clusters.prod.servers[0].roles[0]',
    at: [5, 33],
    found: 'worker',
    expected: 'control-plane, or etcd',
  },
  {
    what: 'another version',
    text: cluster('').replace('version: 1', 'version: 2'),
    rule: 'not-allowed',
    path: 'version',
    at: [1, 10],
    found: '2',
    expected: '1',
  },
  {
    what: 'no version',
    text: cluster('').replace('version: 1\n', ''),
    rule: 'missing',
    path: 'version',
    at: [1, 1],
    expected: '1',
  },
  { what: 'an empty file', text: '', rule: 'wrong-type', path: '', at: [1, 1], found: 'nothing', expected: 'a map' },
  {
    what: 'a name with capitals',
    text: cluster('', '[{host: a, name: S1}]'),
    rule: 'invalid-server-name',
    path: 'clusters.prod.servers[0].name',
    at: [5, 31],
    expected: NAME_FORM,
  },
  {
    what: 'a key twice in a map',
    text: cluster('    servers: [{host: b}]\n'),
    rule: 'duplicate-key',
    path: '',
    at: [6, 5],
    found: 'servers',
  },
  {
    what: 'YAML that does not end',
    text: 'version: 1\nclusters: {\n',
    rule: 'yaml-syntax',
    path: '',
    at: [3, 1],
  },
  {
    what: 'an alias to nothing',
    text: 'version: 1\nclusters: *none\n',
    rule: 'yaml-alias',
    path: '',
    at: [2, 11],
  },
  {
    what: 'an alias inside its own anchor',
    text: 'version: 1\nclusters: &a\n  prod: *a\n',
    rule: 'too-deep',
    path: '',
    at: [3, 9],
  },
  {
    what: 'a hundred lists inside each other',
    text: `version: ${'['.repeat(100)}${']'.repeat(100)}\n`,
    rule: 'too-deep',
    path: '',
    at: [1, 1],
  },
];

describe('an inventory that is not of the written form', () => {
  it.each(CASES)('given $what, when it is loaded, then the one problem is $rule with its line', async (one) => {
    const { told, wanted } = await tell(place, one);
    expect(told).toEqual(wanted);
  });

  it('given a thousand brackets that nothing closes, when it is loaded, then the first problem alone is told', async () => {
    expect(await place.problems('['.repeat(1_000))).toHaveLength(1);
  });

  it('given brackets by the ten thousand, when it is loaded, then it is an ordinary problem', async () => {
    const problems = await place.problems(`version: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`);
    expect(problems).not.toEqual([]);
  });
});
