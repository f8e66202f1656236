// The lab by hand: `npm run lab -- up --servers 3`, `status`, `exec s1 -- rke2 secrets-encrypt status`, `down`.
import { Command, Option } from 'commander';

import { ERAS, NEWEST_ERA } from '../../src/model/simulation.ts';
import { quoteWord } from '../../src/remote/quoting.ts';
import { bringDown, bringUp, statusOf } from './cluster.ts';
import { makeParts } from './image.ts';
import { planCluster, type ClusterShape } from './layout.ts';
import { holdName } from './lock.ts';
import { execOn } from './machine.ts';
import { bootsContainers } from './probe.ts';
import { storedCluster, storedNames } from './registry.ts';
import { missingForLab } from './requirements.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const missing = missingForLab();
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(2);
}

const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new Error(`not a whole number: ${text}`);
  return Number(text);
};
const nothing = (name: string): Error => new Error(`no cluster ${name}: npm run lab -- up --name ${name}`);
const program = new Command('lab').description('real servers on this machine: systemd, sshd, etcd and kube-apiserver');
const named = (command: Command): Command => command.option('--name <name>', 'of the cluster', 'lab');

named(program.command('up').description('bring a cluster up, and what is missing of it'))
  .option('--servers <n>', 'hosts with all roles', whole, 3)
  .option('--control-plane-only <n>', 'hosts without etcd', whole, 0)
  .option('--etcd-only <n>', 'hosts with etcd alone', whole, 0)
  .addOption(
    new Option('--provider <name>', 'kind of the first key').choices(['aescbc', 'secretbox']).default('aescbc'),
  )
  .addOption(new Option('--era <name>', 'how its engines print').choices(Object.keys(ERAS)).default(NEWEST_ERA))
  .addOption(
    new Option('--datastore <name>', 'sqlite: K3s with one server, through kine; etcd: RKE2')
      .choices(['etcd', 'sqlite'])
      .default('etcd'),
  )
  .option('--no-reload-metric', 'apiservers that do not name the file they use, as older releases')
  .action(async (shape: ClusterShape) => {
    using _name = await holdName(shape.name);
    const cluster = await bringUp(shape);
    print(`ready: keyturn rotate --inventory ${cluster.inventory}`);
    process.exit(0);
  });
named(program.command('down').description('end a cluster and remove its directory'))
  .option('--all', 'every cluster', false)
  .action(async ({ name, all }: { readonly name: string; readonly all: boolean }) => {
    for (const one of all ? storedNames() : [name]) {
      using _name = await holdName(one);
      print((await bringDown(one)) ? `${one}: ended and removed` : `${one}: nothing to do`);
    }
  });
named(program.command('status').description('how its hosts stand')).action(
  async ({ name }: { readonly name: string }) => {
    const lines = await statusOf(name);
    if (lines === undefined) throw nothing(name);
    for (const line of lines) print(line);
  },
);
named(
  program
    .command('exec <host> <command...>')
    .description("run a command as root on a host, past SSH; words stay words: sh -c '...' for a line of shell"),
).action(async (on: string, words: readonly string[], { name }: { readonly name: string }) => {
  const stored = storedCluster(name);
  if (stored === undefined) throw nothing(name);
  const host = planCluster(stored.shape, stored.network).hosts.find((one) => one.name === on);
  if (host === undefined) throw new Error(`no host ${on} in ${name}`);
  const { code, stdout, stderr } = await execOn(host, words.map(quoteWord).join(' '));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code ?? 1;
});
program
  .command('make')
  .description('make what every cluster needs, and keep it: the image, and etcd, kine and kube-apiserver')
  .action(async () => {
    const { image, servers } = await makeParts();
    print(`made: ${image}, ${servers}`);
  });
program
  .command('probe')
  .description('whether this machine can boot containers: 0 yes, 2 something is missing, 3 no')
  .action(async () => {
    if (await bootsContainers()) return print('this machine boots containers');
    process.stderr.write('systemd-nspawn boots no container on this machine\n');
    process.exitCode = 3;
  });

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
