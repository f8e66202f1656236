import { fatalLine } from '../../../src/simulator/engine/texts.ts';
import { optionOf } from './arguments.ts';
import { findChild } from './child.ts';

const NAMES = ['kube-apiserver', 'etcd'] as const;

/** `crictl ps [--name NAME] [--quiet]` and `crictl stop ID`. Gives the exit code. */
export function crictl(words: readonly string[]): number {
  const [verb, ...rest] = words;
  if (process.env['CONTAINER_RUNTIME_ENDPOINT'] === undefined)
    return fail('validate service connection: no runtime endpoint');
  const containers = NAMES.flatMap((name) => {
    const child = findChild(name);
    return child === undefined ? [] : [{ name, ...child }];
  });
  if (verb === 'ps') {
    const wanted = new RegExp(optionOf(rest, '--name') ?? '');
    const quiet = rest.includes('--quiet') || rest.includes('-q');
    const rows = containers
      .filter(({ name }) => wanted.test(name))
      .map(({ name, id }) => (quiet ? id : `${id.slice(0, 13)}       Running    ${name}`));
    const header = quiet ? [] : ['CONTAINER           STATE      NAME'];
    process.stdout.write([...header, ...rows].map((row) => `${row}\n`).join(''));
    return 0;
  }
  if (verb !== 'stop') return fail(`no such command: ${verb ?? ''}`);
  const id = rest.find((word) => !word.startsWith('-')) ?? '';
  const container = containers.find((one) => id !== '' && one.id.startsWith(id));
  if (container === undefined) return fail(`stopping the container "${id}": not found`);
  // With crictl's own default of no patience the runtime sends SIGKILL at once.
  process.kill(container.pid, 'SIGKILL');
  process.stdout.write(`${id}\n`);
  return 0;
}

function fail(message: string): number {
  process.stderr.write(fatalLine(message, new Date()));
  return 1;
}
