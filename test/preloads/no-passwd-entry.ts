/** Loaded before the real binary (`node --import`): the machine knows no name and no home for the user, as in many containers. */
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';

function noEntry(): never {
  throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
}

os.userInfo = noEntry;
os.homedir = noEntry;
syncBuiltinESMExports();
