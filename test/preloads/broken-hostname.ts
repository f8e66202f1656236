/** Loaded before the real binary (`node --import`): something inside throws that never throws, as a bug would. */
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';

os.hostname = () => {
  throw new TypeError('planted: no hostname');
};
syncBuiltinESMExports();
