import { readFile } from 'node:fs/promises';

import type { SecretSource } from '../../model/automation.ts';
import { codeOf } from '../../model/error-words.ts';
import { failed, success, type Result } from '../../model/result.ts';

/** Reads a secret at the moment of its use. `undefined` where none is asked for. The failure is a reason without the secret. */
export async function readSecret(
  { file, variable }: SecretSource,
  environment: NodeJS.ProcessEnv,
): Promise<Result<string | undefined, string>> {
  if (variable !== undefined) {
    const value = environment[variable]?.trim();
    return value === undefined || value === '' ? failed(`the variable ${variable} is not set`) : success(value);
  }
  if (file === undefined) return success(undefined);
  try {
    return success((await readFile(file, 'utf8')).trim());
  } catch (error) {
    return failed(`${file}: ${codeOf(error)}`);
  }
}
