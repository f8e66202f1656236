// `npm run test:lab`: the lab's tests, alone on this machine's clusters of tests, which are taken down however they end.
import { guarded } from './guarded.ts';
import { TEST_CLUSTERS } from './layout.ts';

const args = ['--config', 'vitest.lab.config.ts', ...process.argv.slice(2)];
const code = await guarded({ clusters: TEST_CLUSTERS, script: 'scripts/run-tests.ts', args });
// The line that every run of tests closes with.
if (code === undefined) process.stdout.write('0 passed, 1 failed, 0 skipped\n');
process.exitCode = code ?? 1;
