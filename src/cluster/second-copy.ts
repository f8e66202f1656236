import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { SEALED_FILES, SEALED_ROOT, sealDirectory, type SealPlace } from './sealed-copy.ts';

type SealedFile = (typeof SEALED_FILES)[number];

/** A sealed copy of one server, and the place of its second copy. */
export interface SecondCopy {
  readonly place: SealPlace;
  /** Name of the server with the original files. */
  readonly of: string;
}

/** Directory of the second copy, on the other server. `status` lists the second copy among all copies. */
export function secondDirectory({ place, of }: SecondCopy): string {
  return `${SEALED_ROOT}/${place.planId}/${place.when}-of-${of.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`;
}

/** Values that encrypt Secrets, as written in the encryption file. */
function keysIn(text: string): readonly string[] {
  return [...text.matchAll(/"secret" *: *"([^"]+)"/g)].flatMap(([, value]) => value ?? []);
}

function readCommand({ place }: SecondCopy, file: SealedFile): RemoteCommand {
  return {
    name: 'read sealed copy',
    body: { argv: ['cat', `${sealDirectory(place)}/${file}`] },
    privileged: true,
    mutates: false,
    secretsIn: keysIn,
  };
}

/** Receives a file on standard input. The file gets its name only when complete. */
function receiveCommand(copy: SecondCopy, file: SealedFile, stdin?: string): RemoteCommand {
  const directory = secondDirectory(copy);
  const directories = [SEALED_ROOT, `${SEALED_ROOT}/${copy.place.planId}`, directory].map(quoteWord).join(' ');
  const target = quoteWord(`${directory}/${file}`);
  const part = quoteWord(`${directory}/${file}.part`);
  const script = [
    `install -d -m 0700 ${directories}`,
    `install -m 0600 /dev/null ${part}`,
    `cat > ${part}`,
    `mv ${part} ${target}`,
  ];
  return {
    name: 'take a second copy',
    body: { script: script.join(' && ') },
    privileged: true,
    mutates: true,
    ...(stdin === undefined ? {} : { stdin }),
  };
}

/** The commands of a second copy on the receiving server, without the data on their standard input. */
export function receiveCommands(copy: SecondCopy): readonly RemoteCommand[] {
  return SEALED_FILES.map((file) => receiveCommand(copy, file));
}

/**
 * Copies the sealed files of one server to another, readable by root only on both. The files travel through the memory
 * of this process and over the two SSH connections, and never into an argument, an event, a log, a journal or a local
 * file. Fails with `seal-unconfirmed` when the copy is not byte for byte the original.
 */
export async function makeSecondCopy(
  context: StepContext,
  { from, to }: { readonly from: Runner; readonly to: Runner },
  copy: SecondCopy,
): Promise<Answer<{ readonly directory: string; readonly fileSha256: string }>> {
  for (const file of SEALED_FILES) {
    const read = await from.output(context, readCommand(copy, file));
    if (!read.ok) return read;
    const taken = await to.output(context, receiveCommand(copy, file, read.value));
    if (!taken.ok) return taken;
  }
  return verifySecondCopy(context, { from, to }, copy);
}

/** Confirms that the second copy is byte for byte the sealed copy. */
export async function verifySecondCopy(
  context: StepContext,
  { from, to }: { readonly from: Runner; readonly to: Runner },
  copy: SecondCopy,
): Promise<Answer<{ readonly directory: string; readonly fileSha256: string }>> {
  const directory = secondDirectory(copy);
  const originals = await from.output(context, hashCommand(sealDirectory(copy.place)));
  if (!originals.ok) return originals;
  const copies = await to.output(context, hashCommand(directory));
  if (!copies.ok) return copies;
  const [wanted, found] = [hashesIn(originals.value), hashesIn(copies.value)];
  const [fileSha256] = found;
  if (fileSha256 !== undefined && found.length === SEALED_FILES.length && wanted.join() === found.join())
    return success({ directory, fileSha256 });
  return failed({ kind: 'seal-unconfirmed', server: to.server, path: directory, reason: `hashes=${found.length}` });
}

function hashCommand(directory: string): RemoteCommand {
  return {
    name: 'compare sealed copies',
    body: { argv: ['sha256sum', ...SEALED_FILES.map((file) => `${directory}/${file}`)] },
    privileged: true,
    mutates: false,
  };
}

function hashesIn(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => /^([0-9a-f]{64}) /.exec(line)?.[1] ?? []);
}
