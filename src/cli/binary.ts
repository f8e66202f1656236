// Where the one-file program begins (scripts/build-binary.ts). It has its own Node, so that no older one can run it.
import { runProcess } from './run-cli.ts';

void runProcess();
