// `npm run bench:lab`: test/lab/bench-run.ts, alone on this machine's cluster `bench`, which is taken down however it ends.
import { guarded } from './guarded.ts';

const code = await guarded({ clusters: ['bench'], script: 'test/lab/bench-run.ts', args: process.argv.slice(2) });
process.exitCode = code ?? 1;
