import { existsSync, readFileSync } from 'node:fs';
import { inventoryEnvironment } from '../../../inventory/environment.ts';
import { addServers, type FoundServer } from '../../../inventory/add-servers.ts';
import { SERVER_NAME } from '../../../inventory/formats.ts';
import { readInventory } from '../../../inventory/load.ts';
import { systemClock } from '../../apply/system-clock.ts';
import { askForCluster, type KnownCluster } from '../../facts/find-servers.ts';
import type { Failure } from '../../model/failure.ts';
import { codeOf } from '../../model/error-words.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { discoveredText } from '../../report/discover-text.ts';
import { failureText } from '../../report/failure-text.ts';
import { createStyle } from '../../report/style.ts';
import { withoutSecretShapes } from '../../remote/secret-shapes.ts';
import { terminalOf } from '../../report/terminal.ts';
import { scrubbed } from '../scrubbed-terminal.ts';
import { withDraftFleet } from '../discovery/draft.ts';
import { locateServers } from '../discovery/locate-servers.ts';
import { readDiscoverOptions, type DiscoverOptions, type InventoryDiscoverArguments } from '../discovery/options.ts';
import { untilTrusted } from '../discovery/until-trusted.ts';
import { failureOrInterruption, unlessInterrupted, watchInterrupts } from '../interrupts.ts';
import type { CliIo } from '../io.ts';
import { tellFailure } from '../tell-error.ts';
import { knownHostsOf, makeKnownHosts, type Trusting } from '../trust-hosts.ts';
import { writeOpenly } from '../write-file.ts';

/** `keyturn inventory discover`. Asks and writes files of the operator; changes nothing on a server. */
export async function handleInventoryDiscover(args: InventoryDiscoverArguments, io: CliIo): Promise<number> {
  const giveUp = (): void => process.exit(EXIT_CODES.interrupted.code);
  using interrupts = watchInterrupts({ source: process, emit: () => undefined, giveUp });
  const fail = (failure: Failure): number => tellFailure(failureOrInterruption(failure, interrupts), io);
  const options = readDiscoverOptions(args);
  if (!options.ok) return fail(options.failure);
  const existing = existingInventory(args.out, io);
  if (!existing.ok) return fail(existing.failure);
  const name = args.cluster ?? existing.value.only;
  if (name === undefined) {
    return fail(usage('say what the cluster is called: --cluster NAME'));
  }
  const trusting: Trusting = {
    io,
    signal: interrupts.soft,
    accepted: args.acceptHostKey ?? [],
    unattended: args.yes === true,
  };
  const found = unlessInterrupted(await find(options.value, { io, trusting }), interrupts);
  if (!found.ok) return fail(found.failure);
  const { distribution, servers, unreached } = found.value;
  const written = addServers(existing.value.text, { name, distribution, ssh: options.value.ssh, servers });
  if (args.cluster === undefined && written.kept.length === 0) {
    return fail(usage(`${args.out} has other servers for ${name}: say which cluster this is, with --cluster NAME`));
  }
  const checked = readInventory(args.out, written.text, inventoryEnvironment(io.environment));
  if (!checked.ok) return fail(checked.failure);
  const ofFile = checked.value.find((cluster) => cluster.name === name)?.distribution;
  if (ofFile !== distribution) {
    return fail(usage(`${args.out} says that ${name} runs ${ofFile}, and ${args.server} runs ${distribution}`));
  }
  const put = written.added.length === 0 ? success(undefined) : writeOpenly(args.out, written.text);
  if (!put.ok) return fail(put.failure);
  const output = scrubbed(
    terminalOf(io.stdout, { environment: io.environment, noColour: !args.color }),
    withoutSecretShapes,
  );
  output.write(
    discoveredText(
      {
        ...written,
        file: args.out,
        cluster: name,
        unreached: unreached
          .filter((each) => written.added.includes(each.name))
          .map((each) => ({ ...each, reason: reasonOf(each.failure) })),
      },
      { style: createStyle(output.colour), width: output.columns() },
    ),
  );
  return EXIT_CODES.done.code;
}

interface Found {
  readonly distribution: KnownCluster['distribution'];
  readonly servers: readonly FoundServer[];
  readonly unreached: readonly {
    readonly name: string;
    readonly host: string;
    readonly failure: Failure | undefined;
  }[];
}

interface Finding {
  readonly io: CliIo;
  readonly trusting: Trusting;
}

/** Asks the named server, then each of the others at its own addresses. */
async function find(options: DiscoverOptions, { io, trusting }: Finding): Promise<Result<Found>> {
  const made = options.knownHosts === undefined ? success(undefined) : makeKnownHosts([options.knownHosts]);
  if (!made.ok) return made;
  using _explicit = made.value;
  const context = { signal: trusting.signal, clock: systemClock };
  const seed = SERVER_NAME.pattern.test(options.host) ? options.host : 'server';
  const servers = [{ name: seed, host: options.host }];
  return await withDraftFleet(options, { io, signal: trusting.signal, servers }, async ({ fleet, targets }) => {
    const defaults = makeKnownHosts(targets.flatMap(knownHostsOf));
    if (!defaults.ok) return defaults;
    using _made = defaults.value;
    const cluster = await untilTrusted(trusting, () => askForCluster(context, fleet.runner(seed)));
    if (!cluster.ok)
      return cluster.failure.kind === 'no-apiserver' ? failed(noApiserver(options.host)) : (cluster as Result<never>);
    const { nodes, own, distribution } = cluster.value;
    const others = nodes.filter((node) => node !== own);
    const located = await locateServers(others, { options, distribution, io, trusting });
    if (!located.ok) return located;
    const places =
      own === undefined
        ? located.value
        : [{ node: own, host: options.host, failure: undefined, reached: true }, ...located.value];
    return success({
      distribution,
      servers: places
        .toSorted((one, other) => (one.node.name < other.node.name ? -1 : 1))
        .map(({ node: { name, roles }, host }) => ({ host, name, nodeName: name, roles })),
      unreached: places
        .filter(({ reached }) => !reached)
        .map(({ node: { name }, host, failure }) => ({ name, host, failure })),
    });
  });
}

interface Existing {
  readonly text: string | undefined;
  /** The name of its only cluster. */
  readonly only: string | undefined;
}

function existingInventory(file: string, io: CliIo): Result<Existing> {
  if (!existsSync(file)) return success({ text: undefined, only: undefined });
  try {
    const text = readFileSync(file, 'utf8');
    const clusters = readInventory(file, text, inventoryEnvironment(io.environment));
    if (!clusters.ok) return clusters;
    const [first, ...others] = clusters.value;
    return success({ text, only: others.length === 0 ? first?.name : undefined });
  } catch (error) {
    return failed({ kind: 'inventory-unreadable', file, reason: codeOf(error) });
  }
}

function reasonOf(failure: Failure | undefined): string {
  return failure === undefined ? 'another host answers there' : failureText(failure).what;
}

function noApiserver(host: string): Failure {
  return usage(`${host} has no apiserver: name a control-plane server`);
}

function usage(message: string): Failure {
  return { kind: 'usage', command: 'inventory discover', message };
}
