import type { ProgramResult } from '../../host/program.ts';

export function printed(text: string): ProgramResult {
  return { exitCode: 0, stdout: Buffer.from(text), stderr: '' };
}

export function refused(exitCode: number, stderr: string, stdout = ''): ProgramResult {
  return { exitCode, stdout: Buffer.from(stdout), stderr };
}

/** A program's answer to an unsimulated option. A silent success would hide the gap. */
export function notSimulated(program: string, word: string): ProgramResult {
  return refused(64, `${program}: not simulated: ${word}\n`);
}
