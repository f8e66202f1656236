import { failed, success, type Result } from '../../../model/result.ts';
import type { RawPart } from './read-word.ts';
import {
  ShellSyntaxError,
  type AndOr,
  type Command,
  type ForCommand,
  type IfCommand,
  type Pipeline,
  type Redirection,
  type Script,
  type SimpleCommand,
  type Word,
} from './syntax.ts';
import { tokensOf, type Operator, type Token } from './tokens.ts';

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that end a list in place of a command's name. */
const CLOSING = new Set(['then', 'elif', 'else', 'fi', 'do', 'done']);
const NOT_SIMULATED = new Set(['case', 'esac', 'while', 'until', 'function', '{', '}']);

/** Parses a whole script before any part runs. Fails with the invalid or unsimulated part. */
export function parseScript(text: string): Result<Script, string> {
  try {
    const parser = new Parser(tokensOf(text));
    return success(parser.script());
  } catch (error) {
    if (error instanceof ShellSyntaxError) return failed(error.message);
    throw error;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  script(): Script {
    const list = this.#list();
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return list;
  }

  /** Commands up to the end or to a word that closes a compound command. */
  #list(): Script {
    const list: AndOr[] = [];
    for (;;) {
      this.#skipNewlines();
      const word = this.#reserved();
      if (this.#at >= this.#tokens.length || (word !== undefined && CLOSING.has(word))) return list;
      list.push(this.#andOr());
      if (!this.#takeOperator(';') && !this.#takeOperator('\n')) return list;
    }
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      const operator = this.#takeOperator('&&') ? '&&' : this.#takeOperator('||') ? '||' : undefined;
      if (operator === undefined) return { first, rest };
      this.#skipNewlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
  }

  #pipeline(): Pipeline {
    const negated = this.#takeReserved('!');
    const commands = [this.#command()];
    while (this.#takeOperator('|')) {
      this.#skipNewlines();
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): Command {
    const word = this.#reserved();
    if (word === 'if') return this.#if();
    if (word === 'for') return this.#for();
    if (word !== undefined && NOT_SIMULATED.has(word)) throw new ShellSyntaxError(`not simulated: ${word}`);
    if (word !== undefined && (CLOSING.has(word) || word === '!')) throw this.#unexpected();
    return this.#simple();
  }

  #simple(): SimpleCommand {
    const assignments: SimpleCommand['assignments'][number][] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      const redirection = this.#redirection();
      if (redirection !== undefined) {
        redirections.push(redirection);
      } else if (token?.kind === 'word') {
        this.#at += 1;
        const name = words.length === 0 ? ASSIGNMENT.exec(unquotedStart(token.parts))?.[1] : undefined;
        if (name === undefined) words.push(wordOf(token.parts));
        else assignments.push({ name, value: wordOf(withoutStart(token.parts, name.length + 1)) });
      } else {
        break;
      }
    }
    if (assignments.length + words.length + redirections.length === 0) throw this.#unexpected();
    return { kind: 'simple', assignments, words, redirections };
  }

  #if(): IfCommand {
    const branches: IfCommand['branches'][number][] = [];
    this.#expect('if');
    do {
      const condition = this.#filled();
      this.#expect('then');
      branches.push({ condition, body: this.#filled() });
    } while (this.#takeReserved('elif'));
    const otherwise = this.#takeReserved('else') ? this.#filled() : undefined;
    this.#expect('fi');
    return { kind: 'if', branches, otherwise, redirections: this.#redirections() };
  }

  #for(): ForCommand {
    this.#expect('for');
    const name = this.#reserved() ?? '';
    if (!NAME.test(name)) throw new ShellSyntaxError('Bad for loop variable');
    this.#at += 1;
    this.#expect('in');
    const words: Word[] = [];
    for (let token = this.#tokens[this.#at]; token?.kind === 'word'; token = this.#tokens[this.#at]) {
      words.push(wordOf(token.parts));
      this.#at += 1;
    }
    if (!this.#takeOperator(';') && !this.#takeOperator('\n')) throw this.#unexpected();
    this.#skipNewlines();
    this.#expect('do');
    const body = this.#filled();
    this.#expect('done');
    return { kind: 'for', name, words, body, redirections: this.#redirections() };
  }

  /** A list that may not be empty. */
  #filled(): Script {
    const list = this.#list();
    if (list.length === 0) throw this.#unexpected();
    return list;
  }

  #redirections(): readonly Redirection[] {
    const redirections: Redirection[] = [];
    for (let next = this.#redirection(); next !== undefined; next = this.#redirection()) redirections.push(next);
    return redirections;
  }

  #redirection(): Redirection | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'duplicate') {
      this.#at += 1;
      return { kind: 'duplicate', fd: token.fd, from: token.from };
    }
    if (token?.kind !== 'redirect') return undefined;
    this.#at += 1;
    const next = this.#tokens[this.#at];
    if (next?.kind !== 'word') throw this.#unexpected();
    this.#at += 1;
    const target = wordOf(next.parts);
    if (token.fd === 0) return { kind: 'read', target };
    return { kind: token.append ? 'append' : 'write', fd: token.fd, target };
  }

  /** The next word if no part is quoted. Only unquoted words are reserved. */
  #reserved(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') return undefined;
    const [only, second] = token.parts;
    return only?.kind === 'text' && !only.quoted && second === undefined && only.text === token.raw
      ? only.text
      : undefined;
  }

  #takeReserved(word: string): boolean {
    const taken = this.#reserved() === word;
    if (taken) this.#at += 1;
    return taken;
  }

  #expect(word: string): void {
    if (!this.#takeReserved(word)) throw new ShellSyntaxError(`${this.#unexpected().message} (expecting "${word}")`);
  }

  #takeOperator(text: Operator): boolean {
    const token = this.#tokens[this.#at];
    const taken = token?.kind === 'operator' && token.text === text;
    if (taken) this.#at += 1;
    return taken;
  }

  #skipNewlines(): void {
    while (this.#takeOperator('\n'));
  }

  #unexpected(): ShellSyntaxError {
    const token = this.#tokens[this.#at];
    if (token === undefined) return new ShellSyntaxError('end of file unexpected');
    if (token.kind === 'word') return new ShellSyntaxError(`"${token.raw}" unexpected`);
    if (token.kind === 'operator') {
      return new ShellSyntaxError(token.text === '\n' ? 'newline unexpected' : `"${token.text}" unexpected`);
    }
    return new ShellSyntaxError('redirection unexpected');
  }
}

/** Parses the scripts of substitutions too, so that nothing runs if a substitution is invalid. */
function wordOf(parts: readonly RawPart[]): Word {
  return parts.map((part) => {
    if (part.kind !== 'substitution') return part;
    const inner = parseScript(part.source);
    if (!inner.ok) throw new ShellSyntaxError(inner.failure);
    return { kind: 'substitution', script: inner.value, quoted: part.quoted };
  });
}

function unquotedStart([first]: readonly RawPart[]): string {
  return first?.kind === 'text' && !first.quoted ? first.text : '';
}

/** The parts without the leading `NAME=`, which lies within the first part. */
function withoutStart(parts: readonly RawPart[], length: number): readonly RawPart[] {
  const [first, ...rest] = parts;
  return first?.kind === 'text' ? [{ ...first, text: first.text.slice(length) }, ...rest] : parts;
}
