import { missingForLab } from './requirements.ts';

/** Says what is missing before the first test, instead of in the middle of it. Tests can be listed anywhere. */
export function setup(): void {
  const missing = missingForLab();
  if (missing !== undefined && process.argv[2] !== 'list') throw new Error(missing);
}
