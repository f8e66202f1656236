import { planResumption } from '../../apply/plan-resume.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import { planOnOneScreen, planWithCommands } from '../plan-view.ts';
import { leavingOut } from '../read-options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';
import type { RotateArguments } from './run-rotation.ts';

/** `keyturn rotate --resume --dry-run`. Sends no mutating command and writes nothing. */
export async function handleResumePlan(args: RotateArguments, io: CliIo): Promise<number> {
  const form = args.output === 'pretty' ? 'pretty' : 'json';
  return withSession(
    {
      io,
      args,
      leaveOut: leavingOut('rotate', ['--resume'], args),
      reporter: (parts) => queryReporter(form, parts),
    },
    async (session) => {
      const planned = await planResumption({
        ...session,
        stateDirectory: stateDirectory(args.stateDir, io.environment),
        without: args.without ?? [],
      });
      if (!planned.ok) return session.fail(planned.failure);
      const { plan, ...resumes } = planned.value;
      const view = { args, session, shown: session.output, resumes };
      if (form === 'json') {
        const { id, steps, checks } = plan;
        const document = {
          schema: 'keyturn.resume-plan/1',
          cluster: plan.cluster,
          planId: id,
          ...resumes,
          steps,
          checks,
        };
        session.output.write(`${jsonText(document, 2)}\n`);
      } else {
        session.output.write(args.commands === true ? planWithCommands(plan, view) : planOnOneScreen(plan, view));
      }
      return EXIT_CODES.done.code;
    },
  );
}
