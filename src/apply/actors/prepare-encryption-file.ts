import {
  composeCommand,
  readComposedHash,
  readFile,
  readKey,
  receiveCommand,
  type FileSwap,
} from '../../cluster/key-file.ts';
import { additionText } from '../../cluster/key-text.ts';
import type { StepContext } from '../../model/clock.ts';
import { keyLabel } from '../../model/encryption.ts';
import type { Rescue, RescueServer } from '../../model/rescue.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import { compositionOf } from '../commands/rescue-commands.ts';
import { readServerFiles } from '../questions/server-state.ts';
import { runnerOf, type Run } from '../run/run.ts';

/** A file with all keys, ready to be written on one server. Its content is on that server, or in `stdin`, and nowhere else. */
export interface ReadyFile {
  readonly afterSha256: string;
  readonly command: (swap: FileSwap) => RemoteCommand;
}

/**
 * Reads what the file of a server needs, and computes the file's hash on the server, without writing. Keys of other hosts pass through the memory of
 * this process. Fails with `file-changed` where a source is no longer as planned.
 */
export async function prepareFile(
  run: Run,
  context: StepContext,
  input: { readonly rescue: Rescue; readonly server: RescueServer; readonly path: string },
): Promise<Result<ReadyFile>> {
  const { rescue, server, path } = input;
  return server.adding.kind === 'receive'
    ? receivedFile(run, context, { rescue, from: server.adding.from })
    : composedFile(run, context, { rescue, server, path });
}

async function composedFile(
  run: Run,
  context: StepContext,
  input: { readonly rescue: Rescue; readonly server: RescueServer; readonly path: string },
): Promise<Result<ReadyFile>> {
  const { rescue, server, path } = input;
  const composition = compositionOf(rescue, server, path);
  let stdin: string | undefined;
  if (composition.from === 'stdin') {
    const addition = await carriedKeys(run, context, rescue, server);
    if (!addition.ok) return addition;
    stdin = addition.value;
  }
  const hash = await readComposedHash(context, runnerOf(run, server.server), composition, stdin);
  if (!hash.ok) return hash;
  if (hash.value === undefined) return changed(server.server, path, 'another form than the engine writes');
  return success({ afterSha256: hash.value, command: (swap) => composeCommand(composition, swap, stdin) });
}

/** The keys as they stand in the files of other servers, joined for the file of this one. */
async function carriedKeys(
  run: Run,
  context: StepContext,
  { goal, missing }: Rescue,
  { adding }: RescueServer,
): Promise<Result<string>> {
  const texts: string[] = [];
  for (const { key, server, path } of adding.kind === 'compose' ? adding.sources : []) {
    const read = await readKey(context, runnerOf(run, server), { key, path });
    if (!read.ok) return read;
    texts.push(read.value);
  }
  return success(additionText(goal.key, missing, (index) => texts[index] ?? ''));
}

async function receivedFile(
  run: Run,
  context: StepContext,
  { rescue, from }: { readonly rescue: Rescue; readonly from: string },
): Promise<Result<ReadyFile>> {
  const giver = await readServerFiles(run, context, from);
  if (!giver.ok) return giver;
  const { path, sha256, keys } = giver.value.file;
  const wanted = [rescue.goal.key, ...rescue.missing].map(keyLabel);
  if (!wanted.every((label) => keys.some((key) => keyLabel(key) === label)))
    return changed(from, path, `keys=${keys.map(keyLabel).join(',')}`);
  const content = await readFile(context, runnerOf(run, from), path);
  if (!content.ok) return content;
  return success({ afterSha256: sha256, command: (swap) => receiveCommand(swap, content.value) });
}

function changed(server: string, path: string, found: string): Result<never> {
  return failed({ kind: 'file-changed', server, path, found, expected: [] });
}
