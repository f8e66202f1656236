import { readFile } from 'node:fs/promises';
import { codeOf } from '../model/error-words.ts';
import type { Plan } from '../model/plan.ts';
import { failed, type Result } from '../model/result.ts';
import { parsePlan } from '../plan/parse-plan.ts';

/** Reads a saved plan and checks it. Fails with `plan-unreadable`. */
export async function readPlan(file: string): Promise<Result<Plan>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return failed({ kind: 'plan-unreadable', file, reason: codeOf(error) });
  }
  return parsePlan(text, file);
}
