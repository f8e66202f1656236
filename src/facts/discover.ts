import { readUnit } from '../cluster/unit.ts';
import { ENGINES } from '../engine/distribution.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution, Role } from '../model/cluster.ts';
import type { UnitFacts } from '../model/facts.ts';
import { success, type Result } from '../model/result.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/unexpected-output.ts';
import { section, sectionsOf } from './sections.ts';
import { configuredRoles, listenersOf, parseSettings, SETTING_NAMES, type Settings } from './settings.ts';

/** What must be known of a server before it can be asked anything else. */
export interface Discovery {
  readonly unit: UnitFacts;
  readonly nodeName: string;
  readonly settings: Settings;
  readonly dataDir: string;
  readonly supervisorUrl: string;
  /** Where an apiserver would listen. */
  readonly apiserverUrl: string;
  readonly configuredRoles: readonly Role[];
  readonly bootstrap: boolean;
  readonly missingTools: readonly string[];
}

/** Programs that keyturn runs on servers. */
const TOOLS = [
  'curl',
  'sha256sum',
  'stat',
  'grep',
  'sed',
  'head',
  'date',
  'df',
  'install',
  'systemctl',
  'systemd-run',
  'journalctl',
] as const;

/** Reads only the listed settings: a config file also holds the token. */
export function discoverCommand(distribution: Distribution): RemoteCommand {
  const { configDirectory, unit } = ENGINES[distribution];
  const service = unit.replace(/\.service$/, '');
  const environmentFiles = [`/etc/systemd/system/${unit}.env`, `/etc/default/${service}`, `/etc/sysconfig/${service}`];
  const config = `${configDirectory}/config.yaml`;
  return {
    name: 'discover',
    body: {
      script: [
        'echo @hostname; hostname',
        `echo @config; if [ -f ${config} ]; then ${settingsOf(config)}; fi`,
        `echo @drop-ins; ls -1 ${configDirectory}/config.yaml.d 2>/dev/null`,
        `echo @flags; systemctl show ${unit} --property=ExecStart | grep -oE '[-][-](${SETTING_NAMES.join('|')})(=[^ ;]+| [^ ;-][^ ;]*)?'`,
        // A server that joined by environment variable has no `server` in its configuration.
        ...environmentFiles.map(
          (file) => `if [ -f ${file} ]; then if grep -qE '^(K3S|RKE2)_URL=' ${file}; then echo --server; fi; fi`,
        ),
        `echo @tools; for TOOL in ${TOOLS.join(' ')}; do command -v "$TOOL" >/dev/null 2>&1 || echo "$TOOL"; done`,
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/** Reads the drop-ins of the configuration; they override it in the order of their names. */
export function dropInsCommand(distribution: Distribution, names: readonly string[]): RemoteCommand {
  const directory = `${ENGINES[distribution].configDirectory}/config.yaml.d`;
  const reads = names.map((name) => settingsOf(quoteWord(`${directory}/${name}`)));
  return {
    name: 'config drop-ins',
    body: { script: ['echo @config', ...reads, 'echo @end'].join('\n') },
    privileged: true,
    mutates: false,
  };
}

function settingsOf(file: string): string {
  return `grep -hE '^(${SETTING_NAMES.join('|')}) *:' ${file}`;
}

/** Asks one server what it is. Fails with why it cannot be asked. */
export async function discover(
  context: StepContext,
  runner: Runner,
  distribution: Distribution,
): Promise<Result<Discovery>> {
  const command = discoverCommand(distribution);
  const [unit, output] = await Promise.all([
    readUnit(context, runner, ENGINES[distribution].unit),
    runner.output(context, command),
  ]);
  if (!output.ok) return output;
  if (!unit.ok) return unit;
  const sections = sectionsOf(output.value);
  const hostname = sections === undefined ? undefined : section(sections, 'hostname')[0];
  if (sections === undefined || hostname === undefined) {
    return unexpectedOutput(runner, command, { expected: '@end', raw: output.value });
  }
  const dropIns = await readDropIns(context, runner, distribution, section(sections, 'drop-ins'));
  if (!dropIns.ok) return dropIns;
  const settings = parseSettings([...section(sections, 'config'), ...dropIns.value, ...section(sections, 'flags')]);
  return success({
    unit: unit.value,
    nodeName: settings['node-name'] ?? hostname.trim().toLowerCase(),
    settings,
    dataDir: settings['data-dir'] ?? ENGINES[distribution].defaultDataDir,
    ...listenersOf(settings, distribution),
    configuredRoles: configuredRoles(settings),
    bootstrap: settings['server'] === undefined,
    missingTools: section(sections, 'tools'),
  });
}

async function readDropIns(
  context: StepContext,
  runner: Runner,
  distribution: Distribution,
  listed: readonly string[],
): Promise<Result<readonly string[]>> {
  const names = listed.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (names.length === 0) return success([]);
  const output = await runner.output(context, dropInsCommand(distribution, names));
  if (!output.ok) return output;
  return success(section(sectionsOf(output.value) ?? new Map(), 'config'));
}
