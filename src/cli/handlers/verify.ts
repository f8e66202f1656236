import { lookAtClusterLock } from '../../apply/locks/cluster-lock.ts';
import { verify } from '../../apply/verify.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { createStyle } from '../../report/style.ts';
import { verifyText } from '../../report/verify-text.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments } from '../options.ts';
import { leavingOut } from '../read-options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';

/** The arguments of `verify`. */
interface VerifyArguments extends ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments {
  readonly readBack: 'sample' | 'all';
  readonly output: 'pretty' | 'json';
}

/** `keyturn verify` exits with 7 when the proof fails. */
export async function handleVerify(args: VerifyArguments, io: CliIo): Promise<number> {
  const leaveOut = leavingOut('verify', [], args);
  return withSession(
    { io, args, leaveOut, reporter: (parts) => queryReporter(args.output, parts) },
    async (session) => {
      const report = await verify({ ...session, without: args.without ?? [], readBack: args.readBack });
      if (!report.ok) return session.fail(report.failure);
      const { checks, outOfReach } = report.value;
      const holds = outOfReach.length === 0 && checks.every(({ verdict }) => verdict !== 'refuse');
      const { output, cluster, hints } = session;
      // Somebody's run explains a proof that fails, and forbids any repair.
      const atWork = holds
        ? undefined
        : await lookAtClusterLock({
            ...session,
            facts: report.value.facts,
            stateDirectory: stateDirectory(args.stateDir, io.environment),
          });
      output.write(
        args.output === 'json'
          ? `${jsonText({ schema: 'keyturn.proof/1', cluster: cluster.name, holds, outOfReach, checks }, 2)}\n`
          : verifyText(cluster.name, report.value, {
              style: createStyle(output.colour),
              width: output.columns(),
              hints,
              atWork,
            }),
      );
      return EXIT_CODES[holds ? 'done' : 'proof-failed'].code;
    },
  );
}
