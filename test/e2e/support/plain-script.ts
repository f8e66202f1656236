import type { RunningSimulation } from './simulation.ts';

/** Of the clusters that plain scripts work on. */
export const SERVERS = ['s1', 's2', 's3'];

/** Asks until the text is in the answer, as a plain script's `until ... grep -q` loop does. */
export async function until(simulation: RunningSimulation, host: string, line: string, text: string): Promise<void> {
  for (;;) {
    const { stdout } = await simulation.exec(host, line);
    if (stdout.includes(text)) return;
  }
}

/** One after the other, waiting for nothing but systemd. */
export async function restartAll(simulation: RunningSimulation): Promise<void> {
  for (const server of SERVERS) {
    const { stdout } = await simulation.exec(server, 'systemctl show rke2-server.service --property=InvocationID');
    await simulation.exec(server, 'systemctl restart --no-block rke2-server.service');
    const show = 'systemctl show rke2-server.service --property=ActiveState,InvocationID';
    for (;;) {
      const now = await simulation.exec(server, show);
      if (now.stdout.includes('ActiveState=active') && !now.stdout.includes(stdout.trim())) break;
    }
  }
}

/** The only gate of a plain script. */
export async function untilHashesMatch(simulation: RunningSimulation): Promise<void> {
  for (const server of SERVERS) await until(simulation, server, 'rke2 secrets-encrypt status', 'All hashes match');
}

/** The classic procedure up to the end of its rewrite, with `All hashes match` as its only gate. */
export async function classicUntilRewritten(simulation: RunningSimulation): Promise<void> {
  for (const command of ['prepare', 'rotate']) {
    await simulation.exec('s1', `rke2 secrets-encrypt ${command}`);
    await restartAll(simulation);
    await untilHashesMatch(simulation);
  }
  await simulation.exec('s1', 'rke2 secrets-encrypt reencrypt');
  await until(simulation, 's1', 'rke2 secrets-encrypt status', 'reencrypt_finished');
}
