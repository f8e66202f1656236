import { examine } from '../../apply/examine.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { diagnose } from '../../plan/diagnose.ts';
import { doctorDocument } from '../../report/doctor-document.ts';
import { doctorText } from '../../report/doctor-text.ts';
import { createStyle } from '../../report/style.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments } from '../options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';

/** The arguments of `doctor`. */
interface DoctorArguments extends ClusterArguments, GlobalArguments {
  readonly output: 'pretty' | 'json';
}

/** `keyturn doctor` exits with 0 where nothing is wrong, and with the code of a failed proof for any diagnosis. */
export async function handleDoctor(args: DoctorArguments, io: CliIo): Promise<number> {
  const leaveOut = { command: 'status', options: [] } as const;
  return withSession(
    { io, args, leaveOut, reporter: (parts) => queryReporter(args.output, parts) },
    async (session) => {
      const directory = stateDirectory(args.stateDir, io.environment);
      const examined = await examine({ ...session, stateDirectory: directory });
      if (!examined.ok) return session.fail(examined.failure);
      const examination = examined.value;
      const diagnoses = diagnose(examination);
      const { output, hints } = session;
      const { facts, unasked } = examination;
      output.write(
        args.output === 'json'
          ? `${jsonText(doctorDocument({ facts, unasked, diagnoses, now: examination.now }, hints), 2)}\n`
          : doctorText(
              { facts, unasked, diagnoses },
              { style: createStyle(output.colour), width: output.columns(), hints },
            ),
      );
      return EXIT_CODES[diagnoses.length === 0 ? 'done' : 'proof-failed'].code;
    },
  );
}
