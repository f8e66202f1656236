import { readdirSync } from 'node:fs';

import { describe, it } from 'vitest';

import { doctorSchema } from '../support/published-schema.ts';
import { keyturn } from './support/keyturn.ts';
import { linesThatChange, startSimulation } from './support/simulation.ts';

describe('keyturn doctor', () => {
  it('given a cluster that gets worse, names what is wrong, by its exit code too, and changes nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ secrets: 12 });
    const doctor = (...more: readonly string[]) =>
      keyturn(['doctor', '-i', simulation.inventory, '--state-dir', simulation.stateDirectory, ...more]);

    const healthy = await doctor();
    const mistaken = await doctor('-c', 'nobody');
    const files = readdirSync(simulation.directory);
    await simulation.fault('keys-lost:5');
    const sick = await doctor();
    const json = await doctor('--output', 'json');
    for (const server of ['s1', 's2', 's3']) await simulation.fault(`host-dead:${server}`);
    const dead = await doctor();

    expect(healthy, healthy.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(healthy.stdout).toMatch(/^Cluster simulated: nothing is wrong\.\nIn order: 3 services running; /);
    expect(mistaken, mistaken.stderr).toMatchObject({ code: 2, stdout: '' });
    expect(sick, sick.stderr).toMatchObject({ code: 7, stderr: '' });
    expect(sick.stdout).toMatch(
      /^Cluster simulated: 1 thing to know.*\n\nDANGER: 5 Secrets are under key aescbc\/aescbckey/,
    );
    expect(json, json.stderr).toMatchObject({ code: 7, stderr: '' });
    const document = doctorSchema.parse(JSON.parse(json.stdout));
    expect(document).toMatchObject({ healthy: false, exitCode: 7, diagnoses: [{ id: 'key-held', servers: ['s1'] }] });
    expect(dead, dead.stderr).toMatchObject({ code: 3, stdout: '' });
    expect(dead.stderr).toContain('3 servers cannot be asked: s1, s2 and s3');
    expect(await linesThatChange(simulation)).toEqual([]);
    expect(files).not.toContain('state');
  });
});
