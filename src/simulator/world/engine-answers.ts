import { randomInt } from 'node:crypto';

import { BROKEN, errorById, errorJournal, fatalLine, requestBroken } from '../engine/texts.ts';
import type { ProgramResult } from '../program.ts';
import { refused } from './programs/result.ts';
import type { SimulatedServer } from './server.ts';

const REQUEST = 'Put "https://127.0.0.1:9345/v1-rke2/encrypt/config"';
const PEER = '127.0.0.1:51842';

/** The CLI shows an id; the cause is in the server's journal only (failures.md 5.4). */
export function byId(server: SimulatedServer, cause: string, status: 400 | 500 = 400): ProgramResult {
  const id = randomInt(10_000, 99_999);
  for (const line of errorJournal(id, cause, PEER, status)) server.log(line);
  return fatal(errorById(id));
}

/** The last words of the command line. */
export function fatal(message: string): ProgramResult {
  return refused(1, fatalLine(message, new Date()));
}

/** The request of a stage command got no answer. */
export function broken(reason: keyof typeof BROKEN): ProgramResult {
  return fatal(requestBroken(REQUEST, BROKEN[reason]));
}
