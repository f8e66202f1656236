import { posix } from 'node:path';

import type { Distribution } from '../model/cluster.ts';
import { quoteWord } from '../remote/quoting.ts';
import { SHORTEST_VALUE } from '../remote/redaction.ts';
import { ENGINES } from './distribution.ts';

/** Where a server keeps tokens and keys. */
export interface SecretPlaces {
  readonly distribution: Distribution;
  readonly dataDir: string;
}

const BEGIN = '@lines';

/** A setting whose value is a secret, in YAML, JSON or a file of variables. */
const SECRET_SETTING = `["']?[A-Za-z0-9_.-]*([Tt]oken|TOKEN|[Ss]ecret|SECRET|[Pp]assword|PASSWORD|access-key|ACCESS_KEY)[A-Za-z0-9_.-]*["']? *[:=] *("[^"]*"|'[^']*'|[^"', }]+)`;

/** awk keeps the values before the mark, and prints the lines after the mark that contain none of the values. */
const FILTER = [
  `!begun && $0 == "${BEGIN}" { begun = 1; next }`,
  `!begun { if (length($0) >= ${SHORTEST_VALUE}) value[++n] = $0; next }`,
  '{ for (i = 1; i <= n; i++) if (index($0, value[i])) { print "(a line that contains a secret was left out)"; next } print $0 }',
].join('\n');

/**
 * A pipeline whose lines contain none of the host's own tokens, passwords and keys. The values are read from the host's
 * files inside the pipeline, never leave the host, and are in no command line and no environment. A secret that is in
 * none of the files is not known.
 */
export function withoutSecrets(lines: string, { distribution, dataDir }: SecretPlaces): string {
  const files = ['token', 'agent-token', 'node-token'].map((name) => quoteWord(`${dataDir}/server/${name}`));
  const encryption = quoteWord(`${dataDir}/server/cred/encryption-config.json`);
  const { unit, configDirectory } = ENGINES[distribution];
  const config = `${configDirectory}/config.yaml`;
  const service = posix.basename(unit, '.service');
  const configs = [
    `${config} ${config}.d/*`,
    `/etc/default/${service} /etc/sysconfig/${service}`,
    `/etc/systemd/system/${unit}.env`,
  ].join(' ');
  return [
    'if true; then',
    `for FILE in ${files.join(' ')}; do if [ -f "$FILE" ]; then cat "$FILE"; echo; sed 's/^.*://' "$FILE"; echo; fi; done`,
    `grep -hoE '"secret": *"[^"]*"' ${encryption} 2>/dev/null | sed -e 's/^"secret": *"//' -e 's/"$//'`,
    `grep -ohE ${quoteWord(SECRET_SETTING)} ${configs} 2>/dev/null | sed -e 's/^[^:=]*[:=] *//' -e "s/^[\\"']//" -e "s/[\\"']$//"`,
    `grep -ohE '://[^/@ ]*@' ${configs} 2>/dev/null | sed -e 's/^:..//' -e 's/@$//' -e 's/^[^:]*://'`,
    `echo ${BEGIN}`,
    lines,
    `fi | LC_ALL=C awk ${quoteWord(FILTER)}`,
  ].join('\n');
}
