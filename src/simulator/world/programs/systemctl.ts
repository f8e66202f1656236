import { type Program, notSimulated, printed, refused } from '../../host/program.ts';
import type { SimulatedCluster } from '../cluster.ts';
import { agentOf, nextUpdate, systemdTime } from '../other-actors.ts';
import type { SimulatedServer } from '../server.ts';
import { restartService } from '../service.ts';
import type { Unit } from '../unit.ts';

/** systemctl, for the engine's unit and for transient units. */
export function systemctl(cluster: SimulatedCluster, server: SimulatedServer): Program {
  const service = cluster.distribution === 'rke2' ? 'rke2-server.service' : 'k3s.service';
  const find = (name: string): Unit | undefined =>
    name === service ? server.service : server.transientUnits.get(name);
  return async ({ argv, user }) => {
    const words = argv.slice(1).filter((word) => !word.startsWith('--'));
    const [verb = '', name = ''] = words;
    const unit = find(name);
    const isQuiet = argv.includes('--quiet');
    if (verb === 'is-active' && name === 'rancher-system-agent.service')
      return agentOf(cluster, server) === undefined
        ? refused(3, '', isQuiet ? '' : 'inactive\n')
        : printed(isQuiet ? '' : 'active\n');
    if (verb === 'show' && name.endsWith('.timer'))
      return printed(
        `NextElapseUSecRealtime=${name === 'apt-daily-upgrade.timer' ? nextUpdate(cluster, server) : ''}\n`,
      );
    if (verb === 'show') return printed(show(cluster, server, { argv, unit, isService: name === service }));
    if (verb === 'is-active')
      return unit?.state.activeState === 'active'
        ? printed(isQuiet ? '' : 'active\n')
        : refused(3, '', isQuiet ? '' : 'inactive\n');
    if (user !== 'root') return refused(1, `Failed to ${verb} ${name}: Access denied\n`);
    if (verb === 'restart' && name === service) {
      restartService(cluster, server);
      return printed('');
    }
    if ((verb === 'stop' || verb === 'reset-failed') && name !== service) {
      if (unit === undefined)
        return refused(verb === 'stop' ? 5 : 1, `Failed to ${verb} ${name}: Unit ${name} not loaded.\n`);
      if (verb === 'stop' && unit.state.activeState === 'failed') return printed('');
      if (verb === 'reset-failed' && unit.state.activeState !== 'failed') return printed('');
      server.transientUnits.delete(name);
      return printed('');
    }
    return notSimulated('systemctl', argv.join(' '));
  };
}

function show(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  {
    argv,
    unit,
    isService,
  }: { readonly argv: readonly string[]; readonly unit: Unit | undefined; readonly isService: boolean },
): string {
  const wanted = argv
    .find((word) => word.startsWith('--property='))
    ?.slice('--property='.length)
    .split(',');
  const binary = `/usr/local/bin/${server.distribution}`;
  const state = unit?.state;
  const all: Readonly<Record<string, string>> = {
    LoadState: unit === undefined ? 'not-found' : 'loaded',
    ActiveState: state?.activeState ?? 'inactive',
    SubState: state?.subState ?? 'dead',
    Result: state?.result ?? 'success',
    NRestarts: String(state?.restarts ?? 0),
    InvocationID: state?.invocationId ?? '',
    ExecMainCode: state?.exitCode === undefined ? '0' : '1',
    ExecMainStatus: String(state?.exitCode ?? 0),
    ExecStart: isService
      ? `{ path=${binary} ; argv[]=${binary} server ; ignore_errors=no ; pid=1234 ; code=(null) ; status=0/0 }`
      : '',
    ExecMainStartTimestamp: isService ? systemdTime(server.startedAtMs) : '',
    NeedDaemonReload: isService && cluster.faults.has('unit-edited', server.name) ? 'yes' : 'no',
    Environment: '',
    EnvironmentFiles: isService ? environmentFiles(server).join('\nEnvironmentFiles=') : '',
  };
  const names = wanted ?? Object.keys(all);
  return names.map((name) => `${name}=${all[name] ?? ''}\n`).join('');
}

/** The environment files of the shipped units (k3s.service, rke2-server.service). The files may be missing. */
function environmentFiles({ distribution }: SimulatedServer): readonly string[] {
  const service = distribution === 'rke2' ? 'rke2-server' : 'k3s';
  const own =
    distribution === 'rke2' ? '/usr/local/lib/systemd/system/rke2-server.env' : '/etc/systemd/system/k3s.service.env';
  return [`/etc/default/${service}`, `/etc/sysconfig/${service}`, own].map((file) => `${file} (ignore_errors=yes)`);
}
