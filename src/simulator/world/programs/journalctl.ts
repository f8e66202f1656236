import { type Program, notSimulated, printed } from '../../host/program.ts';
import type { SimulatedServer } from '../server.ts';

/** The journal of one unit, messages only. */
export function journalctl(server: Pick<SimulatedServer, 'service' | 'transientUnits'>): Program {
  return async ({ argv }) => {
    const option = (name: string): string | undefined => {
      const index = argv.indexOf(name);
      return index === -1 ? undefined : argv[index + 1];
    };
    const unit = option('--unit');
    if (unit === undefined || option('--output') !== 'cat') return notSimulated('journalctl', argv.join(' '));
    const isService = unit === 'rke2-server.service' || unit === 'k3s.service';
    const lines = isService ? server.service.lines : (server.transientUnits.get(unit)?.lines ?? []);
    const since = Number(option('--since')?.replace('@', '') ?? '0') * 1_000;
    const wanted = lines.filter(({ atMs }) => atMs >= since).map(({ text }) => `${text}\n`);
    const kept = wanted.slice(-Number(option('--lines') ?? wanted.length));
    return printed((argv.includes('--reverse') ? kept.toReversed() : kept).join(''));
  };
}
