import { describe, it } from 'vitest';
import type { ClusterFacts } from '../../src/model/facts.ts';
import { serverTableLines } from '../../src/report/server-table.ts';
import { PLAIN } from '../../src/report/style.ts';
import { FINISHED, PREPARED, SAMPLE_FACTS, withFiles, withNode, withServer } from '../support/sample-facts.ts';

function lines(facts: ClusterFacts, width: number, unasked: readonly string[] = []): readonly string[] {
  const placed = facts.servers.map((server) => ({
    server,
    node: facts.nodes.find(({ name }) => name === server.nodeName),
  }));
  return serverTableLines(placed, unasked, { style: PLAIN, width });
}

const { three } = SAMPLE_FACTS;
const DONE = withFiles(three, { s1: FINISHED, s2: FINISHED, s3: FINISHED });

describe('all servers side by side', () => {
  it('given room, shows every column', ({ expect }) => {
    const [head, first] = lines(three, 120);
    expect(head).toBe(
      '  server  roles               version         service  node   stage  file      loaded    hashes',
    );
    expect(first).toBe(
      '  s1      control-plane+etcd  v1.36.3+rke2r1  active   Ready  start  a1111111  a1111111  match',
    );
  });

  it('given 80 columns, what is the same on all servers is said once below', ({ expect }) => {
    expect(lines(DONE, 80)).toEqual([
      '  server  service  node   stage               file      loaded    hashes',
      '  s1      active   Ready  reencrypt_finished  b1111111  a1111111  match',
      '  s2      active   Ready  reencrypt_finished  b1111111  a1111111  match',
      '  s3      active   Ready  reencrypt_finished  b1111111  a1111111  match',
      '  on all: roles control-plane+etcd, version v1.36.3+rke2r1',
    ]);
  });

  it('given 80 columns and servers that differ, what differs stays in the table', ({ expect }) => {
    const upgraded = withServer(withFiles(three, { s1: PREPARED }), 's2', { binaryVersion: 'v1.36.4+rke2r1' });
    const facts = withNode(upgraded, 's3', { ready: false, unschedulable: true });
    const shown = lines(facts, 80);
    expect(shown.filter((line) => line.length > 80)).toEqual([]);
    expect(shown.join('\n')).toMatch(/s2 +v1\.36\.4\+rke2r1 .*\n.*s3 +v1\.36\.3\+rke2r1 +NotReady,cordoned/);
    expect(shown.at(-1)).toMatch(/^ {2}on all: roles control-plane\+etcd, /);
  });

  it('given names that leave no room, each server has lines of its own', ({ expect }) => {
    const named = {
      ...DONE,
      servers: DONE.servers.map((server) => ({
        ...server,
        name: `${server.name}.${'long-'.repeat(9)}name.example.com`,
      })),
    };
    const shown = lines(withServer(named, named.servers[1]?.name ?? '', { binaryVersion: 'v1.36.4+rke2r1' }), 60);
    expect(shown.join('\n')).toMatch(/^ {2}- s1\.long-\S+:/);
    expect(shown.join('\n')).toContain('version v1.36.4+rke2r1');
  });

  it('given a server that was not asked, names it, and says of whom the rest is said', ({ expect }) => {
    const shown = lines({ ...DONE, servers: DONE.servers.slice(0, 2) }, 80, ['s3']);
    expect(shown[3]).toMatch(/^ {2}s3 +not asked +-/);
    expect(shown.at(-1)).toMatch(/^ {2}on all that were asked: /);
  });
});
