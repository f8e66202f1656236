import { STAGE_COMMANDS } from './encryption.ts';
import { SINGLE_POINTS, SINGLE_STEPS, type StepId, type StepParts } from './step.ts';
import { ROLLS } from './strategy.ts';

/** Parses the name of a step, and returns `undefined` for any other text. Names of servers may contain colons (IPv6). */
export function parseStepId(text: string): StepParts | undefined {
  const single = oneOf(SINGLE_STEPS, text);
  if (single !== undefined) return { kind: single };
  const [kind, rest] = cut(text);
  switch (kind) {
    case 'seal':
    case 'add-key':
    case 'return-file':
    case 'undo':
      return isName(rest) ? { kind, server: rest } : undefined;
    case 'command': {
      const command = oneOf(STAGE_COMMANDS, rest);
      return command === undefined ? undefined : { kind, command };
    }
    case 'restart':
    case 'container':
    case 'loaded':
      return inRoll(kind, rest);
    case 'census':
      return census(rest);
    default:
      return undefined;
  }
}

/** Whether a text names a step. */
export function isStepId(text: string): text is StepId {
  return parseStepId(text) !== undefined;
}

/** The server whose service a step restarts. `undefined` for any other step. */
export function restartedServer(id: string): string | undefined {
  const step = parseStepId(id);
  return step?.kind === 'restart' ? step.server : undefined;
}

/** The parts of a known step name. Any other text is a bug. */
export function partsOf(id: StepId): StepParts {
  const parts = parseStepId(id);
  if (parts === undefined) throw new Error(`not a step: ${id}`);
  return parts;
}

function inRoll(kind: 'restart' | 'container' | 'loaded', text: string | undefined): StepParts | undefined {
  const [word, server] = cut(text);
  const roll = oneOf(ROLLS, word);
  if (roll === undefined) return undefined;
  if (kind === 'loaded' && server === undefined) return { kind, roll, server };
  return isName(server) ? { kind, roll, server } : undefined;
}

function census(text: string | undefined): StepParts | undefined {
  const single = oneOf(SINGLE_POINTS, text);
  if (single !== undefined) return { kind: 'census', point: single };
  const [point, server] = cut(text);
  const before = oneOf(['before', 'before-container'], point);
  return before !== undefined && isName(server) ? { kind: 'census', point: before, server } : undefined;
}

function cut(text = ''): readonly [string, string | undefined] {
  const colon = text.indexOf(':');
  return colon === -1 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

function oneOf<const Word extends string>(words: readonly Word[], text: string | undefined): Word | undefined {
  return words.find((word) => word === text);
}

function isName(text: string | undefined): text is string {
  return text !== undefined && /^.+$/.test(text);
}

/** Names of steps in journals of earlier releases, with today's names. */
const RENAMED: Readonly<Record<string, string>> = {
  'thaw-writes': 'unfreeze-writes',
  'census:before-thaw': 'census:before-unfreeze',
};

/** Today's name of a step. A name without a newer one stays unchanged. */
export function todaysStepName(name: string): string {
  return RENAMED[name] ?? name;
}
