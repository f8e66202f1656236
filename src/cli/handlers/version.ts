import { EXIT_CODES } from '../../model/outcome.ts';
import { versionText } from '../../report/version-text.ts';
import type { CliIo } from '../io.ts';
import { VERSION } from '../version.ts';

/** `keyturn version`. */
export async function handleVersion(_args: object, io: CliIo): Promise<number> {
  const { versions, platform, arch } = process;
  io.stdout.write(versionText({ keyturn: VERSION, node: versions.node, platform, architecture: arch }));
  return Promise.resolve(EXIT_CODES.done.code);
}
