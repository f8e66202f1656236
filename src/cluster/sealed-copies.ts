import { namesOf, SHOWN_OF_FILE } from '../engine/encryption-file.ts';
import type { StepContext } from '../model/clock.ts';
import type { SealedCopies, SealedCopy } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { SEALED_ROOT } from './sealed-copy.ts';

/** A host with more copies shows the newest. Every run leaves one or two. */
const MOST_COPIES = 100;
const COPIES = `${SEALED_ROOT}/*/*/encryption-config.json`;

/**
 * Lists the sealed copies of a host, each with its hash, its age and the names of its keys. Key material stays on the
 * host.
 */
export function sealedCopiesCommand(): RemoteCommand {
  const newest = `stat -c '%Z %n' ${COPIES} 2>/dev/null | sort -rn | head -n ${MOST_COPIES} | cut -d ' ' -f 2`;
  return {
    name: 'sealed copies',
    body: {
      script: [
        `echo @count; ls -1d ${COPIES} 2>/dev/null | wc -l`,
        `for FILE in $(${newest}); do`,
        'echo @copy; sha256sum "$FILE"; stat -c %Z "$FILE"',
        `grep -oE '${SHOWN_OF_FILE}' "$FILE"`,
        'done',
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/**
 * The sealed copies of one host, newest first, at most a hundred. A host without copies gives an empty list. Fails when
 * the host cannot be asked.
 */
export async function readSealedCopies(context: StepContext, runner: Runner): Promise<Answer<SealedCopies>> {
  const command = sealedCopiesCommand();
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const copies = parseSealedCopies(output.value);
  if (copies !== undefined) return success(copies);
  return unexpectedOutput(runner, command, { expected: '@count and @end', raw: output.value });
}

/** Reads the output of `sealedCopiesCommand`, or gives `undefined` for incomplete output. */
export function parseSealedCopies(stdout: string): SealedCopies | undefined {
  const [head = '', ...parts] = stdout.split(/^@copy$/m);
  const count = Number(/^@count\n\s*(\d+)\s*$/m.exec(head)?.[1]);
  const last = parts.at(-1) ?? head;
  if (!Number.isInteger(count) || !/^@end$/m.test(last)) return undefined;
  const found = parts.flatMap((part) => copyOf(part.split('\n').filter((line) => line !== '' && line !== '@end')));
  return { found, leftOut: Math.max(0, count - found.length) };
}

/** Leaves out a copy removed during the reading, and a file which is not a sealed copy. */
function copyOf([hashed = '', made = '', ...names]: readonly string[]): readonly SealedCopy[] {
  const [, sha256, directory] = /^([0-9a-f]{64}) [ *](\/.+)\/encryption-config\.json$/.exec(hashed) ?? [];
  const read = namesOf(names);
  if (sha256 === undefined || directory === undefined || !/^\d+$/.test(made) || !read.ok) return [];
  return [{ directory, sha256, keys: read.value.keys, madeAtSeconds: Number(made) }];
}
