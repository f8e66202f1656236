import { extname } from 'node:path';
import { parseDocument } from 'yaml';
import { VAULT_HEADER } from './ansible/variable.ts';
import { fieldsOf } from './ansible/yaml-text.ts';
import { nearestWords } from './schema-findings.ts';

/** What a file is, by its name and its text. */
export type Form =
  | { readonly kind: 'keyturn' }
  | { readonly kind: 'ansible-ini' }
  | { readonly kind: 'ansible-yaml' }
  /** No inventory that keyturn reads. `what` names it in a few words. */
  | { readonly kind: 'foreign'; readonly what: string };

const KEYTURN: Form = { kind: 'keyturn' };
const INI: Form = { kind: 'ansible-ini' };
const YAML: Form = { kind: 'ansible-yaml' };
const YAML_EXTENSIONS = new Set(['.yml', '.yaml', '.json']);
/** The keys of hosts.yaml, of which `clusters` alone decides. */
const OWN_KEYS = ['clusters', 'servers'];
const GROUP_KEYS = new Set(['hosts', 'children', 'vars']);

/** Recognises the form of an inventory. A broken YAML file counts as keyturn's own, whose reader names the fault. */
export function recognise(file: string, text: string, isExecutable: boolean): Form {
  if (text.startsWith('#!') && isExecutable) return foreign('a program that prints an inventory (it is never run)');
  if (text.startsWith(VAULT_HEADER)) return foreign('a file that Ansible Vault encrypted');
  const extension = extname(file).toLowerCase();
  if (extension === '.toml') return foreign('a TOML file');
  if (extension === '.ini') return INI;
  const isYaml = YAML_EXTENSIONS.has(extension);
  const data = parsed(text);
  const fields = fieldsOf(data);
  if (fields === undefined)
    return isYaml ? (isPlaybook(data) ? foreign('an Ansible playbook') : KEYTURN) : otherwise(text);
  return ofMap(new Map(fields));
}

/** A file without an extension that is no YAML map. */
function otherwise(text: string): Form {
  return text.trim() === '' ? KEYTURN : INI;
}

function ofMap(fields: ReadonlyMap<string, unknown>): Form {
  const kind = fields.get('kind');
  if (typeof fields.get('apiVersion') === 'string' && typeof kind === 'string') {
    return foreign(kind === 'Config' ? 'a kubeconfig' : `a Kubernetes-style document of kind ${kind}`);
  }
  if (fields.has('plugin')) return foreign('the settings of a dynamic Ansible inventory (its plugin is never run)');
  const keys = [...fields.keys()];
  const isOwn = keys.length < 2 || keys.some((key) => nearestWords(key, OWN_KEYS).length < OWN_KEYS.length);
  const groups = [...fields.values()];
  const isAnsible = groups.every(isGroup) && groups.some((group) => (fieldsOf(group)?.length ?? 0) > 0);
  if (isAnsible) return YAML;
  return isOwn ? KEYTURN : foreign('a document without clusters');
}

/** A group of Ansible has no other keys. */
function isGroup(value: unknown): boolean {
  const fields = fieldsOf(value);
  return value === null || (fields !== undefined && fields.every(([key]) => GROUP_KEYS.has(key)));
}

function isPlaybook(data: unknown): boolean {
  return Array.isArray(data) && data.some((play) => fieldsOf(play)?.some(([key]) => key === 'hosts') === true);
}

function parsed(text: string): unknown {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

function foreign(what: string): Form {
  return { kind: 'foreign', what };
}
