#!/usr/bin/env node
import { isNodeTooOld, LOWEST_NODE } from './cli/version.ts';

// Everything else is loaded after this question: an old Node would fail at what it does not know, and call that a bug.
if (isNodeTooOld(process.versions.node)) {
  const { oldNodeText } = await import('./report/old-node-text.ts');
  const { execPath: path, versions } = process;
  process.stderr.write(oldNodeText({ version: versions.node, path, lowest: LOWEST_NODE }));
  process.exit(2);
}

const { runProcess } = await import('./cli/run-cli.ts');
await runProcess();
