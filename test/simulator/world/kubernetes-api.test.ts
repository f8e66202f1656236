import { afterEach, beforeEach, describe, it } from 'vitest';

import { answerKubernetes } from '../../../src/simulator/world/kubernetes-api.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { loseQuorum, makeWorld } from './make-world.ts';

describe('the API of a simulated apiserver without a quorum', () => {
  let world: World;
  const get = (path: string) => {
    const { apiserver } = world.server('s1');
    if (apiserver === undefined) throw new Error('no apiserver');
    const query = new URLSearchParams();
    return answerKubernetes(world, 's1', apiserver, { method: 'GET', path, query, headers: new Map(), body: '' });
  };
  beforeEach(() => {
    world = makeWorld();
    loseQuorum(world);
  });
  afterEach(() => world.dispose());

  for (const path of ['/api/v1/nodes/s1', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/s1']) {
    it(`given GET ${path}, then it answers as etcd does`, ({ expect }) => {
      const { status, body } = get(path);
      expect(status).toBe(500);
      expect(body).toContain('etcdserver: request timed out');
    });
  }

  it('given what needs no etcd, then it answers', ({ expect }) => {
    expect(get('/metrics').status).toBe(200);
    expect(get('/version').status).toBe(200);
  });
});
