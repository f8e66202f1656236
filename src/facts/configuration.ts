import { ENGINES } from '../engine/distribution.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { UnreadableConfig } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { maskedFiles, maskedFlags, maskedVariables } from '../engine/config/masked-file.ts';
import { flagsOfFiles, mergeSettings, parseFlag, variablesOf, type Settings } from '../engine/config/merge.ts';
import { inReadingOrder, parseMaskedFiles, type ConfigFile } from '../engine/config/parse-masked.ts';
import { VARIABLES, variableOf } from '../engine/config/setting-names.ts';
import { section, sectionsOf } from '../engine/sections.ts';

/** What the next start of the engine takes from files, flags and environment. */
export interface Configuration {
  readonly settings: Settings;
  /** The configuration files, in the order in which the engine would read them. */
  readonly files: readonly Pick<ConfigFile, 'path' | 'changedAtSeconds'>[];
  readonly unreadable: readonly UnreadableConfig[];
}

/**
 * Sections of a script for the ordinary files, flags of the unit, and its environment. Only the output of `maskedFiles`
 * leaves the host.
 */
export function configurationSections(distribution: Distribution): readonly string[] {
  const { unit } = ENGINES[distribution];
  const show = (property: string): string => `systemctl show ${unit} --property=${property}`;
  const variables = maskedVariables(
    ['CONFIG_FILE', ...VARIABLES].map((suffix) => variableOf(distribution, suffix)),
    variableOf(distribution, 'DATASTORE_ENDPOINT'),
  );
  return [
    'echo @config',
    ...maskedFiles(ordinaryFile(distribution)),
    `echo @flags; ${show('ExecStart')} | ${maskedFlags()}`,
    // The unit's own variables come first. Variables of its files replace earlier variables, and a later file replaces
    // an earlier file.
    `echo @environment; ${show('Environment')} | sed 's/^Environment=//' | tr ' ' '\\n' | ${variables}`,
    `for FILE in $(${show('EnvironmentFiles')} | sed -e 's/^EnvironmentFiles=//' -e 's/ (.*//'); do`,
    `if [ -f "$FILE" ]; then ${variables} "$FILE"; fi; done`,
  ];
}

function ordinaryFile(distribution: Distribution): string {
  return `${ENGINES[distribution].configDirectory}/config.yaml`;
}

/** Reads a configuration outside the default path. */
export function configurationCommand(path: string): RemoteCommand {
  return {
    name: 'configuration',
    body: { script: ['echo @config', ...maskedFiles(path), 'echo @end'].join('\n') },
    privileged: true,
    mutates: false,
  };
}

/** The settings for the next start of the engine, from files, flags of the unit, and its environment. */
export async function readConfiguration(
  context: StepContext,
  runner: Runner,
  distribution: Distribution,
  sections: ReadonlyMap<string, readonly string[]>,
): Promise<Answer<Configuration>> {
  const { unit } = ENGINES[distribution];
  const flagLines = section(sections, 'flags');
  const flags = flagLines.flatMap((line) => parseFlag(line.slice(1)) ?? []);
  const environment = variablesOf(section(sections, 'environment'));
  const ordinary = ordinaryFile(distribution);
  const named = flags.find(({ name }) => name === 'config' || name === 'c')?.value;
  const path = environment.get(variableOf(distribution, 'CONFIG_FILE')) ?? named ?? ordinary;
  const unreadable: UnreadableConfig[] = flagLines.includes('$')
    ? [{ path: unit, form: 'variable', line: undefined }]
    : [];
  if (!path.startsWith('/')) {
    unreadable.push({ path, form: 'remote', line: undefined });
    return success({ settings: mergeSettings(distribution, { flags, environment }), files: [], unreadable });
  }
  let lines = section(sections, 'config');
  if (path !== ordinary) {
    const output = await runner.output(context, configurationCommand(path));
    if (!output.ok) return output;
    lines = section(sectionsOf(output.value) ?? new Map(), 'config');
  }
  const files = inReadingOrder(path, parseMaskedFiles(lines));
  unreadable.push(...files.flatMap((file) => file.unreadable));
  const fromFiles = flagsOfFiles(files.map(({ entries }) => entries));
  const settings = mergeSettings(distribution, { flags: [...fromFiles, ...flags], environment });
  return success({
    settings,
    files: files.map(({ path: read, changedAtSeconds }) => ({ path: read, changedAtSeconds })),
    unreadable,
  });
}
