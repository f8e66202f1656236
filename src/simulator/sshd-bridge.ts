/**
 * The ForceCommand of a real sshd that stands before a simulated host: hands the client's line and its input to the simulation,
 * and ends as the command did. Usage: `node sshd-bridge.ts CONTROL-SOCKET HOST USER`.
 */
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';

const [path = '', host = '', user = ''] = process.argv.slice(2);
const line = process.env['SSH_ORIGINAL_COMMAND'] ?? '';
const stdin = (await buffer(process.stdin)).toString('base64');
const socket = createConnection(path, () =>
  socket.write(`${JSON.stringify({ ask: 'exec', host, line, user, stdin })}\n`),
);
socket.once('error', (error) => {
  process.stderr.write(`simulation: ${error.message}\n`);
  process.exitCode = 255;
});
createInterface({ input: socket }).once('line', (text) => {
  const answer = JSON.parse(text) as { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
  process.stderr.write(answer.stderr);
  process.stdout.write(Buffer.from(answer.stdout, 'base64'));
  process.exitCode = answer.exitCode;
  socket.end();
});
