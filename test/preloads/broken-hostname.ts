/** Loaded before the real binary (`node --import`): something inside throws that never throws, as a bug would. The logger asks first, when it is loaded. */
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';

const realHostname = os.hostname;
let asked = 0;

os.hostname = () => {
  asked += 1;
  if (asked === 1) return realHostname();
  throw new TypeError('planted: no hostname');
};
syncBuiltinESMExports();
