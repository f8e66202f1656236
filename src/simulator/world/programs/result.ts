import type { ProgramResult } from '../../host/program.ts';

export function printed(text: string): ProgramResult {
  return { exitCode: 0, stdout: Buffer.from(text), stderr: '' };
}

export function refused(exitCode: number, stderr: string, stdout = ''): ProgramResult {
  return { exitCode, stdout: Buffer.from(stdout), stderr };
}

/** What a program answers to an option that it does not simulate: never a silent success. */
export function notSimulated(program: string, word: string): ProgramResult {
  return refused(64, `${program}: not simulated: ${word}\n`);
}
