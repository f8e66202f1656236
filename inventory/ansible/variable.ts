import type { DocumentPath } from '../document-path.ts';

/** A place in a file of an inventory. Lines and columns count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** A variable as written, and where. The value is never evaluated. */
export interface Variable {
  readonly value: unknown;
  readonly origin: Origin;
  /** The place of a value inside a map or list, where the file's format knows one. */
  readonly within?: (path: DocumentPath, at?: 'value' | 'key') => Origin;
}

/** Variables by name. A map, so that no name can be mistaken for a member of an object. */
export type Variables = ReadonlyMap<string, Variable>;

/** Stands in place of a value that Ansible Vault encrypted. */
export const VAULTED: unique symbol = Symbol('vaulted');

/** The first line of a file that Ansible Vault encrypted as a whole. */
export const VAULT_HEADER = '$ANSIBLE_VAULT';

/** Why a value cannot be used as written, or `undefined`. Maps and lists are searched too. */
export function unusable(value: unknown): 'vaulted' | 'template' | undefined {
  if (value === VAULTED) return 'vaulted';
  if (typeof value === 'string') {
    if (value.startsWith(VAULT_HEADER)) return 'vaulted';
    return /\{[{%#]/.test(value) ? 'template' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const reason = unusable(inner);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** A value as one text, for variables that are texts. A list or map becomes JSON, which no such variable accepts. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
