import { posix } from 'node:path';

import { readUnit } from '../cluster/unit.ts';
import { ENGINES } from '../engine/distribution.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution, Role } from '../model/cluster.ts';
import type { ChangedSetting, UnitFacts, UnreadableConfig } from '../model/facts.ts';
import type { ServerFailure } from '../model/failures/host.ts';
import { type Answer, type Failed, failed, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { section, sectionsOf } from '../engine/sections.ts';
import { configurationSections, readConfiguration, type Configuration } from './configuration.ts';
import type { Settings } from '../engine/config/merge.ts';
import { changedSettings, configuredRoles, listenersOf } from './settings.ts';

/** The facts needed about a server before any other question. */
export interface Discovery {
  readonly unit: UnitFacts;
  readonly nodeName: string;
  /** What the next start of the engine takes from files, flags and environment. */
  readonly settings: Settings;
  readonly unreadableConfig: readonly UnreadableConfig[];
  /** Files of the configuration, in the engine's reading order. */
  readonly configFiles: Configuration['files'];
  readonly dataDir: string;
  readonly supervisorUrl: string;
  /** Where an apiserver would listen. */
  readonly apiserverUrl: string;
  readonly configuredRoles: readonly Role[];
  readonly bootstrap: boolean;
  readonly missingTools: readonly string[];
  /** The kernel's id of this boot, or `undefined` if unreadable. */
  readonly bootId: string | undefined;
  /** Settings that a restart would change. Empty until the Nodes are known. */
  readonly changedSettings: readonly ChangedSetting[];
}

/** The location and the roles of a server, according to its settings. */
type Place = Pick<Discovery, 'dataDir' | 'supervisorUrl' | 'apiserverUrl' | 'configuredRoles' | 'bootstrap'>;

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

/** The first question to a server. */
export function discoverCommand(distribution: Distribution): RemoteCommand {
  return {
    name: 'discover',
    body: {
      script: [
        'echo @hostname; hostname',
        'echo @node-id; cat /etc/rancher/node/id 2>/dev/null',
        'echo @boot-id; cat /proc/sys/kernel/random/boot_id 2>/dev/null',
        ...configurationSections(distribution),
        `echo @tools; for TOOL in ${TOOLS.join(' ')}; do command -v "$TOOL" >/dev/null 2>&1 || echo "$TOOL"; done`,
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/** Asks one server for its place and programs. Fails with the reason if the server cannot be asked. */
export async function discover(
  context: StepContext,
  runner: Runner,
  distribution: Distribution,
): Promise<Answer<Discovery>> {
  const command = discoverCommand(distribution);
  const [unit, output] = await Promise.all([
    readUnit(context, runner, ENGINES[distribution].unit),
    runner.output(context, command),
  ]);
  if (!output.ok) return output;
  if (!unit.ok) return explained(context, runner, distribution, unit);
  const sections = sectionsOf(output.value);
  const hostname = sections === undefined ? undefined : section(sections, 'hostname')[0];
  if (sections === undefined || hostname === undefined) {
    return unexpectedOutput(runner, command, { expected: '@end', raw: output.value });
  }
  const configuration = await readConfiguration(context, runner, distribution, sections);
  if (!configuration.ok) return configuration;
  const { settings, files, unreadable } = configuration.value;
  return success({
    unit: unit.value,
    nodeName: nodeNameOf(settings, hostname, section(sections, 'node-id')[0]),
    settings,
    unreadableConfig: unreadable,
    configFiles: files,
    ...placeOf(settings, distribution),
    missingTools: section(sections, 'tools'),
    bootId: section(sections, 'boot-id')[0]?.trim(),
    changedSettings: [],
  });
}

function placeOf(settings: Settings, distribution: Distribution): Place {
  return {
    dataDir: dataDirOf(settings, distribution),
    ...listenersOf(settings, distribution),
    configuredRoles: configuredRoles(settings),
    bootstrap: (settings['server'] ?? '') === '',
  };
}

/**
 * The discovery with the place of the running engine. The settings at the engine's start decide, even if the files have
 * changed since.
 */
export function asRunning(discovery: Discovery, running: Settings, distribution: Distribution): Discovery {
  return {
    ...discovery,
    ...placeOf(running, distribution),
    changedSettings: changedSettings(running, discovery.settings, distribution),
  };
}

/** With `with-node-id` the engine adds the host's own number to the name (k3s `pkg/agent/config/config.go`). */
function nodeNameOf(settings: Settings, hostname: string, id: string | undefined): string {
  const configured = settings['node-name'] ?? '';
  const name = configured !== '' ? configured : hostname.trim().toLowerCase();
  return settings['with-node-id'] === 'true' && id !== undefined ? `${name}-${id.trim()}` : name;
}

/** Reads the path like the engine, where `filepath.Abs` cleans the path, and an empty path means the default. */
function dataDirOf(settings: Settings, distribution: Distribution): string {
  const configured = settings['data-dir'] ?? '';
  return configured === '' ? ENGINES[distribution].defaultDataDir : posix.resolve('/', configured);
}

/** Every unit of either engine, the servers' first. An agent's host is a worker. */
const ENGINE_UNITS = [
  ...Object.values(ENGINES).map(({ unit }) => unit),
  ...Object.values(ENGINES).map(({ agentUnit }) => agentUnit),
];

/** A host without the expected unit is a mistake in the inventory, where another unit shows which. */
async function explained(
  context: StepContext,
  runner: Runner,
  distribution: Distribution,
  unread: Failed<ServerFailure>,
): Promise<Failed<ServerFailure>> {
  if (unread.failure.kind !== 'unexpected-output') return unread;
  const { unit } = ENGINES[distribution];
  for (const other of ENGINE_UNITS.filter((name) => name !== unit)) {
    const answer = await readUnit(context, runner, other);
    if (answer.ok) return failed({ kind: 'unit-missing', server: runner.server, unit, found: other });
    if (answer.failure.kind !== 'unexpected-output') return unread;
  }
  return failed({ kind: 'unit-missing', server: runner.server, unit, found: undefined });
}
