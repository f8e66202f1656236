import { JUMP } from './formats.ts';

/** The parts of `[user@]host[:port]`. */
export interface JumpParts {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

const PARTS = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/;

/** Reads a bastion from one text, or gives `undefined` for any other text or a port out of range. */
export function parseJump(text: string): JumpParts | undefined {
  const match = JUMP.pattern.test(text) ? PARTS.exec(text) : null;
  const host = match?.[2] ?? match?.[3];
  const port = match?.[4] === undefined ? undefined : Number(match[4]);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) {
    return undefined;
  }
  return { user: match?.[1], host, port };
}
