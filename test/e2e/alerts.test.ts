import { appendFileSync, existsSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation } from './support/simulation.ts';

interface Question {
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
}

/** A Prometheus on loopback. Asks each time whether an alert fires. */
async function startPrometheus(fires: () => boolean) {
  const questions: Question[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    questions.push({ query: searchParams.get('query') ?? '', headers: request.headers });
    const firing = [{ metric: { alertname: 'EtcdDown', severity: 'critical' }, value: [1, '1'] }];
    const data = { resultType: 'vector', result: fires() ? firing : [] };
    response.end(JSON.stringify({ status: 'success', data }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, questions, [Symbol.dispose]: () => void server.close() };
}

describe('alerts of Prometheus', () => {
  it('given one that fires, when a run would begin, then it is refused; given one before a restart, then the run waits until it is over', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 8 });
    const restartComes = join(simulation.directory, 'restart-comes');
    let fires = true;
    let times = 0;
    using prometheus = await startPrometheus(() => {
      const atRestart = existsSync(restartComes) && times < 2;
      if (atRestart) times += 1;
      return fires || atRestart;
    });
    appendFileSync(
      simulation.inventory,
      [
        '',
        `    alerts: {prometheus: "${prometheus.url}", ignore: Watchdog, tokenVariable: PROMETHEUS_TOKEN}`,
        `    hooks: {before-restart: {command: [/usr/bin/touch, ${restartComes}]}}`,
        '',
      ].join('\n'),
    );
    const environment = { PROMETHEUS_TOKEN: 'token-of-the-test' };

    const refused = await keyturn(rotateArguments(simulation), { environment });
    const planned = await keyturn(['plan', '-i', simulation.inventory, '--prometheus', 'http://127.0.0.1:1']);
    const unheeded = await keyturn(['plan', '-i', simulation.inventory, '--prometheus', 'none', '--checks']);
    fires = false;
    const shown = await keyturn(['plan', '-i', simulation.inventory, '--checks', '--ignore-alerts', 'Info.*'], {
      environment,
    });
    const rotated = await keyturn([...rotateArguments(simulation), '--output', 'ndjson'], { environment });

    expect(refused.stderr).toMatch(/an alert fires in Prometheus[\s\S]*EtcdDown, critical/);
    expect(refused.code).toBe(3);
    expect(planned.stderr).toMatch(/Prometheus does not say which alerts fire[\s\S]*ECONNREFUSED/);
    expect(planned.code).toBe(3);
    expect(unheeded.stdout).not.toContain('Prometheus');
    expect(shown.stdout).toContain('no alert fires in Prometheus that counts; it is asked again before every restart');
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(rotated.stdout).toMatch(/"type":"waiting"[^\n]*"alert=EtcdDown"/);
    expect(times).toBe(2);
    expect(new Set(prometheus.questions.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer token-of-the-test']),
    );
    expect(prometheus.questions.some(({ query }) => query.includes('alertname!~"Info.*"'))).toBe(true);
    expect(`${refused.stderr}${rotated.stdout}${rotated.stderr}`).not.toContain('token-of-the-test');
  });
});
