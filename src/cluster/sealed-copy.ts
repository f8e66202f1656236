import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';

/** Where every run of keyturn leaves its copies, on the host of the originals. */
export const SEALED_ROOT = '/var/lib/keyturn/sealed';
export const SEALED_FILES = ['encryption-config.json', 'encryption-state.json'] as const;

/** Identifies the credential files by plan and moment. */
export interface SealPlace {
  readonly dataDir: string;
  readonly planId: string;
  readonly when: 'before' | 'new-key';
}

/** Directory of a sealed copy, on the host of the originals, outside `cred`, readable by root only. */
export function sealDirectory({ planId, when }: SealPlace): string {
  return `${SEALED_ROOT}/${planId}/${when}`;
}

/** Copies both credential files within their host. keyturn never reads the files. */
export function sealCommand(place: SealPlace): RemoteCommand {
  const directory = quoteWord(sealDirectory(place));
  const copies = SEALED_FILES.map((file) => {
    const original = quoteWord(`${place.dataDir}/server/cred/${file}`);
    return `install -m 0600 ${original} ${directory}/${file}`;
  });
  const directories = [SEALED_ROOT, `${SEALED_ROOT}/${place.planId}`, sealDirectory(place)].map(quoteWord).join(' ');
  return {
    name: 'seal credential files',
    body: { script: [`install -d -m 0700 ${directories}`, ...copies].join(' && ') },
    privileged: true,
    mutates: true,
  };
}

function compareCommand(place: SealPlace): RemoteCommand {
  const directories = [`${place.dataDir}/server/cred`, sealDirectory(place)];
  const files = directories.flatMap((directory) => SEALED_FILES.map((file) => quoteWord(`${directory}/${file}`)));
  return {
    name: 'compare sealed copies',
    body: { script: `sha256sum ${files.join(' ')}` },
    privileged: true,
    mutates: false,
  };
}

/** Confirms that the copies are byte for byte the originals. Fails with `seal-unconfirmed`. */
export async function verifySeal(
  context: StepContext,
  runner: Runner,
  place: SealPlace,
): Promise<Answer<{ readonly directory: string; readonly fileSha256: string }>> {
  const output = await runner.output(context, compareCommand(place));
  if (!output.ok) return output;
  const hashes = output.value.split('\n').flatMap((line) => /^([0-9a-f]{64}) /.exec(line)?.[1] ?? []);
  const [config, state, sealedConfig, sealedState] = hashes;
  const directory = sealDirectory(place);
  if (config === undefined || config !== sealedConfig || state !== sealedState) {
    return failed({
      kind: 'seal-unconfirmed',
      server: runner.server,
      path: directory,
      reason: `hashes=${hashes.length}`,
    });
  }
  return success({ directory, fileSha256: config });
}
