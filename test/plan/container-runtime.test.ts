import { describe, expect, it } from 'vitest';

import type { Cluster } from '../../src/model/cluster.ts';
import { raised } from '../support/preflight.ts';
import { SAMPLE_FACTS, sampleCluster, withServer } from '../support/sample-facts.ts';

describe('restart-container on a server with a container runtime of its own', () => {
  const facts = withServer(SAMPLE_FACTS.three, 's2', { containerRuntime: 'unix:///run/crio/crio.sock' });
  const plain = sampleCluster(facts);
  const restarting: Cluster = { ...plain, rotation: { ...plain.rotation, apiserverReload: 'restart-container' } };

  it('is refused before anything is changed', () => {
    expect(raised(facts, { cluster: restarting })).toEqual(['refuse container-runtime s2']);
  });

  it('given apiservers are waited for, is no matter', () => {
    expect(raised(facts, { cluster: plain })).toEqual([]);
  });
});
