/**
 * The ForceCommand of a real sshd before a simulated host (sshd-config.ts). Passes the client's line and its input to
 * the simulation, and ends with the exit code of the command, or with 255 if nothing ran. Usage is `node sshd-bridge.ts
 * CONTROL-SOCKET HOST`.
 */
import { buffer } from 'node:stream/consumers';

import { messageOf } from '../../model/error-words.ts';
import { askSimulation, type ExecAnswer } from '../control/control-client.ts';

const [path = '', host = ''] = process.argv.slice(2);
const line = process.env['SSH_ORIGINAL_COMMAND'] ?? '';
const user = process.env['USER'] ?? '';
try {
  const stdin = (await buffer(process.stdin)).toString('base64');
  const answer = (await askSimulation(path, { ask: 'exec', host, line, user, stdin, record: true })) as ExecAnswer;
  process.stderr.write(answer.stderr);
  process.stdout.write(Buffer.from(answer.stdout, 'base64'));
  process.exitCode = answer.exitCode;
} catch (error) {
  process.stderr.write(`simulation: ${messageOf(error)}\n`);
  process.exitCode = 255;
}
