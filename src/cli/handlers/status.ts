import { gatherFacts } from '../../facts/gather.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { keyAge } from '../../plan/key-age.ts';
import { statusText } from '../../report/status-text.ts';
import { createStyle } from '../../report/style.ts';
import type { StatusArguments } from '../commands/status.ts';
import type { CliIo } from '../io.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';

/** `keyturn status`. */
export async function handleStatus(args: StatusArguments, io: CliIo): Promise<number> {
  return withSession({ io, args, reporter: (parts) => queryReporter(args.output, parts) }, async (session) => {
    const facts = await gatherFacts(session);
    if (!facts.ok) return session.fail(facts.failure);
    const { output } = session;
    if (args.output === 'json') {
      output.write(`${jsonText({ schema: 'keyturn.status/1', ...facts.value }, 2)}\n`);
      return EXIT_CODES.done.code;
    }
    const age = keyAge(facts.value, session.clock.now());
    const notes = {
      keyAgeMs: age.kind === 'known' ? age.ageMs : undefined,
      maxKeyAgeMs: session.cluster.rotation.maxKeyAgeMs,
    };
    output.write(statusText(facts.value, notes, { style: createStyle(output.colour), width: output.columns() }));
    return EXIT_CODES.done.code;
  });
}
