import { test } from '../coreutils/conditions.ts';
import { constant } from '../coreutils/host-facts.ts';
import { printf, shellEcho } from '../coreutils/print.ts';
import type { Utility } from '../coreutils/utility.ts';
import { expandWhole, expandWords, type Surroundings } from './expand.ts';
import { findProgram } from './find-program.ts';
import { launch } from './launch.ts';
import { complain, type Process } from './process.ts';
import { redirected, type Opened } from './redirect.ts';
import { Collector, inputOf, type Streams } from './streams.ts';
import type { AndOr, Command, ForCommand, IfCommand, Pipeline, Redirection, Script, SimpleCommand } from './syntax.ts';

/** Utilities that are part of the shell. */
const BUILT_IN: ReadonlyMap<string, Utility> = new Map<string, Utility>([
  [':', constant],
  ['true', constant],
  ['false', constant],
  ['echo', shellEcho],
  ['printf', printf],
  ['test', test],
  ['[', test],
]);

/** One shell process with its variables, `$?`, and whether `exit` was met. */
export class Shell implements Surroundings {
  readonly #process: Process;
  readonly #variables: Map<string, string>;
  #status = 0;
  #exited = false;
  /** Status of the last `$(...)`, which is the status of an assignment without a command. */
  #substituted = 0;

  constructor(process: Process, variables: ReadonlyMap<string, string> = new Map()) {
    this.#process = process;
    this.#variables = new Map(variables);
  }

  get files() {
    return this.#process.host.files;
  }

  variable(name: string): string {
    if (name === '?') return String(this.#status);
    return this.#variables.get(name) ?? this.#process.environment.get(name) ?? '';
  }

  async substitute(script: Script): Promise<string> {
    const output = new Collector();
    const inner = this.#fork();
    this.#substituted = await inner.run(script, { ...this.#process.streams, output });
    return output.content.toString().replace(/\n+$/, '');
  }

  /** Runs a script and returns its exit code. */
  async run(script: Script, streams: Streams): Promise<number> {
    for (const list of script) {
      if (this.#exited) break;
      await this.#andOr(list, streams);
    }
    return this.#status;
  }

  #fork(): Shell {
    const inner = new Shell(this.#process, this.#variables);
    inner.#status = this.#status;
    return inner;
  }

  async #andOr({ first, rest }: AndOr, streams: Streams): Promise<void> {
    await this.#pipeline(first, streams);
    for (const { operator, pipeline } of rest) {
      if (this.#exited) return;
      if ((this.#status === 0) === (operator === '&&')) await this.#pipeline(pipeline, streams);
    }
  }

  async #pipeline({ negated, commands }: Pipeline, streams: Streams): Promise<void> {
    const [only, second] = commands;
    if (only !== undefined && second === undefined) {
      await this.#command(only, streams);
    } else {
      let { input } = streams;
      const before = this.#status;
      for (const [index, command] of commands.entries()) {
        const isLast = index === commands.length - 1;
        const output = new Collector();
        const inner = this.#fork();
        inner.#status = before;
        await inner.#command(command, { ...streams, input, output: isLast ? streams.output : output });
        this.#status = inner.#status;
        input = inputOf(output.content);
      }
    }
    if (negated) this.#status = this.#status === 0 ? 1 : 0;
  }

  async #command(command: Command, streams: Streams): Promise<void> {
    const place = { files: this.files, user: this.#process.user };
    const opened = redirected(streams, await this.#open(command.redirections), place);
    if (typeof opened === 'string') {
      complain({ ...this.#process, streams }, `sh: 1: ${opened}`);
      this.#status = 2;
      return;
    }
    switch (command.kind) {
      case 'simple':
        return this.#simple(command, opened);
      case 'if':
        return this.#if(command, opened);
      case 'for':
        return this.#for(command, opened);
    }
  }

  async #open(redirections: readonly Redirection[]): Promise<readonly Opened[]> {
    const opened: Opened[] = [];
    for (const redirection of redirections) {
      if (redirection.kind === 'duplicate') opened.push(redirection);
      else opened.push({ ...redirection, path: await expandWhole(redirection.target, this) });
    }
    return opened;
  }

  async #if({ branches, otherwise }: IfCommand, streams: Streams): Promise<void> {
    for (const { condition, body } of branches) {
      const status = await this.run(condition, streams);
      if (this.#exited) return;
      if (status === 0) {
        await this.run(body, streams);
        return;
      }
    }
    if (otherwise === undefined) this.#status = 0;
    else await this.run(otherwise, streams);
  }

  async #for({ name, words, body }: ForCommand, streams: Streams): Promise<void> {
    const values = await expandWords(words, this);
    if (values.length === 0) this.#status = 0;
    for (const value of values) {
      if (this.#exited) return;
      this.#variables.set(name, value);
      await this.run(body, streams);
    }
  }

  async #simple({ assignments, words }: SimpleCommand, streams: Streams): Promise<void> {
    this.#substituted = 0;
    const argv = await expandWords(words, this);
    const assigned = new Map<string, string>();
    for (const { name, value } of assignments) {
      const text = await expandWhole(value, this);
      assigned.set(name, text);
      if (argv.length === 0) this.#variables.set(name, text);
    }
    if (argv.length === 0) {
      this.#status = this.#substituted;
      return;
    }
    const environment = new Map([...this.#process.environment, ...assigned]);
    this.#status = await this.#execute({ ...this.#process, environment, streams }, argv);
  }

  async #execute(process: Process, argv: readonly string[]): Promise<number> {
    const [name = '', ...words] = argv;
    if (name === 'exit') return this.#exit(process, words);
    if (name === 'command' && words[0] === '-v') return this.#whereIs(process, words.slice(1));
    const builtIn = BUILT_IN.get(name);
    if (builtIn !== undefined) {
      const { host, user, streams } = process;
      const result = await builtIn({ name, words, host, user, input: () => streams.input.read() });
      streams.output.write(result.stdout);
      streams.errors.write(Buffer.from(result.stderr));
      return result.exitCode;
    }
    const exitCode = await launch(process, argv);
    if (exitCode !== undefined) return exitCode;
    complain(process, `sh: 1: ${name}: not found`);
    process.host.recordUnknown(name, process.line);
    return 127;
  }

  #exit(process: Process, [written]: readonly string[]): number {
    this.#exited = true;
    if (written === undefined) return this.#status;
    if (/^\d+$/.test(written)) return Number(written) & 0xff;
    complain(process, `sh: 1: exit: Illegal number: ${written}`);
    return 2;
  }

  /** `command -v`. A missing program is an answer, not an unknown program. Words after the first are ignored. */
  #whereIs(process: Process, [name = '']: readonly string[]): number {
    const found = BUILT_IN.has(name) || name === 'exit' ? name : findProgram(process.host, name)?.path;
    if (found === undefined) return 127;
    process.streams.output.write(Buffer.from(`${found}\n`));
    return 0;
  }
}
