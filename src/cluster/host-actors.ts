import type { StepContext } from '../model/clock.ts';
import type { OtherActor, OtherActorKind } from '../model/other-actor.ts';
import { type Answer, success } from '../model/result.ts';
import { AT_ONCE_MS, type RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';

/** Processes that install packages, and may then restart services. */
const PACKAGE_MANAGERS = 'apt|apt-get|aptitude|dpkg|dnf|dnf5|yum|zypper|rpm|transactional-update';
/** Commands of the engine that must not run during a rotation. Only these words of the command lines leave the host. */
const ENGINE_COMMANDS = '(rke2|k3s) (etcd-snapshot (save|restore|delete|prune)|certificate rotate(-ca)?|token rotate)';
/** Timers that update packages, and may then reboot or restart services. */
const UPDATE_TIMERS =
  'apt-daily-upgrade.timer dnf-automatic.timer dnf-automatic-install.timer transactional-update.timer';
const SYSTEM_AGENT = 'rancher-system-agent.service';
const AGENT_CONFIG = '/etc/rancher/agent/config.yaml';
const INTERLOCK = '/var/lib/rancher/agent/interlock';
/** A reboot or an update further in the future does not affect a run. */
const NEAR_SECONDS = 2 * 3_600;

/** Package managers running now, one a line. */
export const PACKAGE_MANAGERS_NOW = `cat /proc/[0-9]*/comm 2>/dev/null | grep -xE '${PACKAGE_MANAGERS}' | sort -u`;
/** Commands of the engine running now, one a line. */
export const ENGINE_COMMANDS_NOW = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -aoE '${ENGINE_COMMANDS}' | sort -u`;

/** One look at a host. The lines are `kind value...`, and `end` is the last line. */
export function hostActorsCommand(): RemoteCommand {
  return {
    name: 'other actors of a host',
    body: {
      script: [
        'echo "now $(date +%s)"',
        // Rancher's agent holds this file while executing a plan. The agent's unit names its configuration, and the
        // configuration names the directory (rancher/system-agent at a396bb4, pkg/applyinator/applyinator.go `Apply`
        // and install.sh `create_systemd_service_file`, `generate_config`).
        `if systemctl is-active --quiet ${SYSTEM_AGENT}; then`,
        `CONFIG=$(systemctl show ${SYSTEM_AGENT} --property=Environment | tr ' ' '\\n' | sed -n -e 's/^Environment=//' -e 's/^CATTLE_AGENT_CONFIG=//p')`,
        `if [ -z "$CONFIG" ]; then CONFIG=${AGENT_CONFIG}; fi`,
        `DIR=$(sed -n 's/^interlockDirectory: *//p' "$CONFIG" 2>/dev/null | tr -d "'\\"")`,
        `if [ -z "$DIR" ]; then DIR=${INTERLOCK}; fi`,
        `if [ -f "$DIR/applyinator-active" ]; then echo "agent applying"; else echo "agent active"; fi; fi`,
        `sed -n -e 's/^USEC=/shutdown /p' -e 's/^MODE=/mode /p' /run/systemd/shutdown/scheduled 2>/dev/null`,
        `for TIMER in ${UPDATE_TIMERS}; do`,
        `NEXT=$(systemctl show "$TIMER" --property=NextElapseUSecRealtime | sed 's/^NextElapseUSecRealtime=//')`,
        `if [ -n "$NEXT" ]; then echo "timer $TIMER $(date -d "$NEXT" +%s 2>/dev/null)"; fi; done`,
        `${PACKAGE_MANAGERS_NOW} | sed 's/^/package /'`,
        `${ENGINE_COMMANDS_NOW} | sed 's/^/command /'`,
        'echo end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
    firstByteMs: AT_ONCE_MS,
  };
}

/** Other software acting on this server's host, from one question cheap enough to be repeated before every restart. */
export async function readHostActors(context: StepContext, runner: Runner): Promise<Answer<readonly OtherActor[]>> {
  const command = hostActorsCommand();
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const actors = parseHostActors(output.value, runner.server);
  if (actors !== undefined) return success(actors);
  return unexpectedOutput(runner, command, { expected: 'end', raw: output.value });
}

/** `undefined` means a truncated answer. */
export function parseHostActors(stdout: string, server: string): readonly OtherActor[] | undefined {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const nowSeconds = Number(/^now (\d+)$/.exec(lines[0] ?? '')?.[1]);
  if (lines.at(-1) !== 'end' || !Number.isFinite(nowSeconds)) return undefined;
  const mode = lines.find((line) => line.startsWith('mode '))?.slice('mode '.length) ?? 'unknown';
  return lines.flatMap((line) => actorOf(line, { server, nowSeconds, mode }));
}

interface Host {
  readonly server: string;
  readonly nowSeconds: number;
  /** The kind of a planned shutdown, as `reboot` or `poweroff`. */
  readonly mode: string;
}

function actorOf(line: string, { server, nowSeconds, mode }: Host): readonly OtherActor[] {
  const [kind = '', ...words] = line.split(' ');
  const seen = (
    actor: OtherActorKind,
    name: string,
    phase: OtherActor['phase'],
    evidence: readonly string[] = [],
  ): readonly OtherActor[] => [{ kind: actor, name, server, phase, evidence }];
  switch (kind) {
    case 'agent':
      return words[0] === 'applying'
        ? seen('system-agent', SYSTEM_AGENT, 'acting', ['plan=applying'])
        : seen('system-agent', SYSTEM_AGENT, 'present', ['active']);
    case 'shutdown': {
      const atSeconds = Number(words[0]) / 1_000_000;
      const phase = atSeconds - nowSeconds <= NEAR_SECONDS ? 'acting' : 'present';
      return seen('reboot', `scheduled ${mode}`, phase, [`at=${isoSeconds(atSeconds)}`]);
    }
    case 'timer': {
      const [name = '', seconds = ''] = words;
      const atSeconds = Number(seconds);
      const isNear = seconds === '' || atSeconds - nowSeconds <= NEAR_SECONDS;
      return isNear
        ? seen('update-timer', name, 'present', [`next=${seconds === '' ? 'unread' : isoSeconds(atSeconds)}`])
        : [];
    }
    case 'package':
      return seen('package-manager', words.join(' '), 'acting');
    case 'command':
      return seen('engine-command', words.join(' '), 'acting');
    default:
      return [];
  }
}

function isoSeconds(seconds: number): string {
  return Number.isFinite(seconds) ? `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z` : 'unread';
}
