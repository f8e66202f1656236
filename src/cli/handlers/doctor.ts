import { examine } from '../../apply/examine.ts';
import { bundledRuns, readServerLogs } from '../../apply/support-bundle.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { success, type Result } from '../../model/result.ts';
import type { Examination } from '../../plan/examination.ts';
import { diagnose } from '../../plan/diagnose.ts';
import { BUNDLE_ABOUT, bundleWrittenText, type BundleDocument } from '../../report/bundle-document.ts';
import { doctorDocument, type DoctorDocument } from '../../report/doctor-document.ts';
import { doctorText } from '../../report/doctor-text.ts';
import { createStyle } from '../../report/style.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments } from '../options.ts';
import { queryReporter } from '../reporters.ts';
import { VERSION } from '../version.ts';
import { canWriteNewPrivately, writeNewPrivately } from '../write-file.ts';
import { withSession, type Session } from '../session.ts';

/** The arguments of `doctor`. */
interface DoctorArguments extends ClusterArguments, GlobalArguments {
  readonly bundle?: string;
  readonly output: 'pretty' | 'json';
}

/** `keyturn doctor` exits with 0 where nothing is wrong, and with the code of a failed proof for any diagnosis. */
export async function handleDoctor(args: DoctorArguments, io: CliIo): Promise<number> {
  const leaveOut = { command: 'status', options: [] } as const;
  return withSession(
    {
      io,
      args,
      leaveOut,
      precheck: async () => (args.bundle === undefined ? success(undefined) : canWriteNewPrivately(args.bundle)),
      reporter: (parts) => queryReporter(args.output, parts),
    },
    async (session) => {
      const directory = stateDirectory(args.stateDir, io.environment);
      const examined = await examine({ ...session, stateDirectory: directory });
      if (!examined.ok) return session.fail(examined.failure);
      const examination = examined.value;
      const diagnoses = diagnose(examination);
      const { output, hints } = session;
      const { facts, unasked } = examination;
      const document = doctorDocument({ facts, unasked, diagnoses, now: examination.now }, hints);
      if (args.bundle !== undefined) {
        const written = await writeBundle(session, args.bundle, { examination, document, directory });
        if (!written.ok) return session.fail(written.failure);
      }
      output.write(
        args.output === 'json'
          ? `${jsonText(document, 2)}\n`
          : doctorText(
              { facts, unasked, diagnoses },
              { style: createStyle(output.colour), width: output.columns(), hints },
            ),
      );
      return EXIT_CODES[diagnoses.length === 0 ? 'done' : 'proof-failed'].code;
    },
  );
}

/** Everything in the file is scrubbed as a whole, whatever answered it. */
async function writeBundle(
  { context, fleet, cluster, scrub, errors }: Session,
  file: string,
  read: { readonly examination: Examination; readonly document: DoctorDocument; readonly directory: string },
): Promise<Result<void>> {
  const { facts, journals } = read.examination;
  const bundle: BundleDocument = {
    schema: 'keyturn.bundle/1',
    about: BUNDLE_ABOUT,
    keyturn: VERSION,
    node: process.version,
    platform: `${process.platform}/${process.arch}`,
    doctor: read.document,
    journals,
    logs: await readServerLogs(context, fleet, { facts, distribution: cluster.distribution }),
    runs: bundledRuns(read.directory, cluster.name),
  };
  const written = writeNewPrivately(file, `${scrub(jsonText(bundle, 2))}\n`);
  if (written.ok) errors.write(bundleWrittenText(file));
  return written;
}
