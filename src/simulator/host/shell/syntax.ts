/** The tree of a script in the POSIX shell subset of simulated hosts. */
export type Script = readonly AndOr[];

/** Pipelines joined by `&&` and `||`, from left to right. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
}

export interface Pipeline {
  /** Begins with `!`. */
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

export type Command = SimpleCommand | IfCommand | ForCommand;

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export interface IfCommand {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: Script; readonly body: Script }[];
  readonly otherwise: Script | undefined;
  readonly redirections: readonly Redirection[];
}

export interface ForCommand {
  readonly kind: 'for';
  readonly name: string;
  readonly words: readonly Word[];
  readonly body: Script;
  readonly redirections: readonly Redirection[];
}

/** `fd` 0 is `<`. `duplicate` is `2>&1`. */
export type Redirection =
  | { readonly kind: 'read'; readonly target: Word }
  | { readonly kind: 'write' | 'append'; readonly fd: 1 | 2; readonly target: Word }
  | { readonly kind: 'duplicate'; readonly fd: 1 | 2; readonly from: 1 | 2 };

export type Word = readonly Part[];

/** A piece of a word. A quoted piece is neither split nor a pattern. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'substitution'; readonly script: Script; readonly quoted: boolean };

/** The invalid or unsimulated part of a script, thrown inside the parser and caught by `parseScript`. */
export class ShellSyntaxError extends Error {}
