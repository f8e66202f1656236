import { ENGINES } from '../engine/distribution.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { RestartPreview } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import type { Discovery } from './discover.ts';
import { section, sectionsOf } from '../engine/sections.ts';

/**
 * The engine's lines about certificates near their end. The engine renews such certificates at its next start, within
 * 90 or 120 days by release (k3s `pkg/cli/cert/cert.go`; by reading, because no certificate of a real engine was near
 * its end). Older releases have no such command.
 */
const NEAR_END = '[^ "]+: certificate [^"]* (will expire within [0-9]+ days|expired) at [^"]*';

/** Asks for the effects of a restart besides the restart itself. */
function restartPreviewCommand(distribution: Distribution, { unit, dataDir }: Discovery): RemoteCommand {
  const { unit: name } = ENGINES[distribution];
  const check = `${quoteWord(unit.binary)} certificate check --data-dir ${quoteWord(dataDir)} 2>&1`;
  return {
    name: 'restart preview',
    body: {
      script: [
        `START=$(TZ=UTC systemctl show ${name} --property=ExecMainStartTimestamp | sed 's/^[^=]*=//')`,
        'echo @started; if [ -n "$START" ]; then date -d "$START" +%s 2>/dev/null; fi',
        `echo @unit; systemctl show ${name} --property=NeedDaemonReload`,
        `echo @certificates; ${check} | grep -oE ${quoteWord(NEAR_END)} | grep -v '(CertSign)' | sort -u`,
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/** The pending effects of a restart of this server. */
export async function readRestartPreview(
  context: StepContext,
  runner: Runner,
  input: { readonly distribution: Distribution; readonly discovery: Discovery },
): Promise<Answer<RestartPreview>> {
  const { distribution, discovery } = input;
  const command = restartPreviewCommand(distribution, discovery);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const sections = sectionsOf(output.value);
  if (sections === undefined) return unexpectedOutput(runner, command, { expected: '@end', raw: output.value });
  const started = Number(section(sections, 'started')[0] ?? Number.NaN);
  const newer = discovery.configFiles.filter(({ changedAtSeconds }) => changedAtSeconds > started);
  return success({
    changedFiles: newer.map(({ path }) => path),
    unitChanged: section(sections, 'unit').includes('NeedDaemonReload=yes'),
    certificates: section(sections, 'certificates').map(withoutSubject),
  });
}

/**
 * `client-admin.crt: certificate system:admin (ClientAuth) will expire within 120 days at 2027-...` without the
 * certificate's subject.
 */
function withoutSubject(line: string): string {
  const [from, to] = [
    line.indexOf(': certificate '),
    Math.max(line.lastIndexOf(' will expire within '), line.lastIndexOf(' expired ')),
  ];
  return (from < 0 || to < from ? line : line.slice(0, from) + line.slice(to)).trim();
}
