import type { ServersUnasked } from '../../model/failures/run.ts';
import { leaveOutAdvice, type Hints } from '../hints.ts';
import { count, listed } from '../units.ts';
import type { Explain, FailureText } from './types.ts';

/**
 * Several servers could not be queried. Each server has its own reason, and advice common to all servers is printed
 * once.
 */
export function unaskedText({ servers }: ServersUnasked, hints: Hints, explain: Explain): FailureText {
  const each = servers.map(({ name, failure }) => ({ name, failure, text: explain(failure) }));
  const gone = each.filter(({ failure }) => failure.kind === 'host-unreachable' && failure.atJumpHost !== true);
  const alone = gone.map(({ name }) => leaveOutAdvice(hints, [name]));
  return {
    what: `${count(servers.length, 'server')} cannot be asked: ${listed(servers.map(({ name }) => name))}`,
    details: each.flatMap(({ text }) => [text.what, ...text.details.map((detail) => `  ${detail}`)]),
    next: [
      ...new Set(each.flatMap(({ text }) => text.next).filter((advice) => !alone.includes(advice))),
      ...(gone.length === 0
        ? []
        : [
            leaveOutAdvice(
              hints,
              gone.map(({ name }) => name),
            ),
          ]),
    ].filter((advice) => advice !== undefined),
  };
}
