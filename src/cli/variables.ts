// Environment variables for options. A typed option comes first, then the variable, then the default.
// commander's own `Option.env` is not used, because it takes `NAME=false` for a flag that is given, and because a
// variable would exclude typed options that it cannot be combined with.
import { Help, InvalidArgumentError, type Command, type Option } from 'commander';
import { repeated } from './options.ts';

/**
 * Options without a variable. A forgotten variable of these would confirm a danger, skip a question, or name a server
 * that was once lost. `ensure` is the command that needs no confirmation. `NO_COLOR` is the variable for `--no-color`.
 */
const TYPED_ONLY: ReadonlySet<string> = new Set([
  'yes',
  'acceptHostKey',
  'acceptWriteWindow',
  'adopt',
  'resume',
  'undo',
  'confirmCluster',
  'without',
  'color',
  'version',
  'help',
]);

/** An option whose variable is never given up for a typed option, because it promises that nothing is changed. */
const NEVER_YIELDS = 'dryRun';

/** The variable of an option, for example `KEYTURN_MAX_AGE` for `--max-age`. */
export function variableOf(option: Option): string | undefined {
  const { long } = option;
  if (long === undefined || TYPED_ONLY.has(option.attributeName())) return undefined;
  return variableNamed(long);
}

function variableNamed(flag: string): string {
  return `KEYTURN_${flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}

/** How the operator gave a value, for an error about the value. `flag` is the long option. */
export function givenBy(flag: string, value: string, environment: NodeJS.ProcessEnv): string {
  const name = variableNamed(flag);
  return environment[name] === value ? name : flag;
}

/** The help of an option, with its variable. */
export function describeOption(option: Option): string {
  const name = variableOf(option);
  const shown: Option = Object.create(option) as Option;
  if (name !== undefined) shown.envVar = name;
  return new Help().optionDescription(shown);
}

/**
 * Sets the options that were not typed by their variables. An empty variable counts as absent. A value that the option
 * does not take is a usage error that names the variable.
 */
export function applyVariables(acting: Command, environment: NodeJS.ProcessEnv): void {
  const chain = withParents(acting);
  const taken = new Set<string>();
  for (const command of chain) {
    for (const option of command.options) {
      const key = option.attributeName();
      // `optsWithGlobals` lets a parent's option of the same name win over the typed one.
      if (taken.has(key)) continue;
      taken.add(key);
      applyVariable({ acting, chain, command, option }, environment);
    }
  }
}

function withParents(command: Command): readonly Command[] {
  return command.parent === null ? [command] : [command, ...withParents(command.parent)];
}

interface Place {
  readonly acting: Command;
  readonly chain: readonly Command[];
  readonly command: Command;
  readonly option: Option;
}

function applyVariable(place: Place, environment: NodeJS.ProcessEnv): void {
  const { acting, chain, command, option } = place;
  const name = variableOf(option);
  const text = name === undefined ? undefined : environment[name];
  if (name === undefined || text === undefined || text === '') return;
  const key = option.attributeName();
  const source = command.getOptionValueSource(key);
  if (source !== undefined && source !== 'default') return;
  const fail = (why: string): never => acting.error(`error: ${name}: ${why}`, { code: 'commander.invalidArgument' });
  let value: unknown;
  try {
    value = valueOf(option, text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    fail(`'${text}' is no value of '${option.flags}'. ${error.message}`);
  }
  if (value === undefined) return;
  for (const { other, how } of excludedBy(option, chain)) {
    if (how === 'typed' && key !== NEVER_YIELDS) return;
    fail(`cannot be used with ${how === 'typed' ? String(other.long) : String(variableOf(other))}`);
  }
  command.setOptionValueWithSource(key, value, 'env');
}

const YES = new Set(['1', 'true', 'yes', 'on']);
const NO = new Set(['0', 'false', 'no', 'off']);

/** `undefined` where a flag is switched off, as it is without the variable. */
function valueOf(option: Option, text: string): unknown {
  if (option.isBoolean()) {
    const word = text.toLowerCase();
    if (YES.has(word)) return true;
    if (NO.has(word)) return undefined;
    throw new InvalidArgumentError('true or false is expected.');
  }
  if (option.parseArg === repeated)
    return text
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  return option.parseArg === undefined ? text : option.parseArg<unknown>(text, undefined);
}

/** The given options that this option excludes, or that exclude it. */
function excludedBy(
  option: Option,
  chain: readonly Command[],
): readonly { readonly other: Option; readonly how: 'typed' | 'by variable' }[] {
  return chain.flatMap((command) =>
    command.options.flatMap((other) => {
      const source = command.getOptionValueSource(other.attributeName());
      if (source !== 'cli' && source !== 'env') return [];
      const excludes = conflictsOf(option).includes(other.attributeName());
      const isExcluded = conflictsOf(other).includes(option.attributeName());
      return excludes || isExcluded
        ? [{ other, how: source === 'cli' ? ('typed' as const) : ('by variable' as const) }]
        : [];
    }),
  );
}

/** commander 15 has the field without declaring it. */
function conflictsOf(option: Option): readonly string[] {
  return (option as Option & { readonly conflictsWith: readonly string[] }).conflictsWith;
}
