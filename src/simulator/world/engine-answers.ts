import { randomInt } from 'node:crypto';

import { BROKEN, errorById, errorId, errorJournal, fatalLine, requestBroken } from '../engine/texts.ts';
import { type ProgramResult, refused } from '../host/program.ts';
import type { SimulatedServer } from './server.ts';

/** The address of the asking command line. */
export const PEER = '127.0.0.1:51842';

/** The address where the engine listens for its command line. */
function supervisorUrl({ distribution }: SimulatedServer, what: 'config' | 'status'): string {
  return `https://${supervisorOf(distribution)}/v1-${distribution}/encrypt/${what}`;
}

/** Address of the supervisor, as seen from its own host. */
export function supervisorOf(distribution: SimulatedServer['distribution']): string {
  return `127.0.0.1:${distribution === 'rke2' ? 9345 : 6443}`;
}

/**
 * The command line shows an id, and only the server's journal contains the cause (failures.md 5.4). `status` is 400 for
 * a command and 500 for a question.
 */
export function byId(server: SimulatedServer, cause: string, status: 400 | 500 = 400): ProgramResult {
  const error = { id: errorId(randomInt(0, 99_999)), status };
  const printer = server.printer();
  for (const line of errorJournal(error, cause, PEER, printer)) server.log(line);
  return fatal(errorById(error, printer.era, supervisorUrl(server, status === 500 ? 'status' : 'config')), printer.at);
}

/** The last words of the command line. */
export function fatal(message: string, at = new Date()): ProgramResult {
  return refused(1, fatalLine(message, at));
}

/** The request of a stage command got no answer. */
export function broken(server: SimulatedServer, reason: keyof typeof BROKEN): ProgramResult {
  return fatal(requestBroken(`Put "${supervisorUrl(server, 'config')}"`, BROKEN[reason]), server.printer().at);
}
