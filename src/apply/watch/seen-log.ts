import type { Clock } from '../../model/clock.ts';
import type { Emit, Event } from '../../model/event.ts';
import { sampleEvenly } from '../../cluster/read-back.ts';
import type { EndedStep, RewriteSample, SeenSince, SentCommand, TakenCensus } from '../../model/seen-since.ts';
import type { StepId } from '../../model/step.ts';
import type { SendingEnd } from './watched-fleet.ts';

/** The most samples of a rewrite that one line keeps. A rewrite of hours must not fill the journal. */
const MOST_SAMPLES = 60;

/** Keeps what a process sees, until the next line of the journal takes it. */
export interface SeenLog {
  see(event: Event): void;
  /** A command that changes something was sent at `sentAt`, ms, and has ended. */
  sent(command: { readonly server: string; readonly line: string; readonly sentAt: number } & SendingEnd): void;
  /** What was seen since the last call, or `undefined` for nothing. */
  take(): SeenSince | undefined;
}

export function createSeenLog(clock: Pick<Clock, 'now'>): SeenLog {
  let newest: StepId | undefined;
  let commands: SentCommand[] = [];
  let steps: EndedStep[] = [];
  let rewrite: RewriteSample[] = [];
  let counts: TakenCensus[] = [];
  const now = (): string => instant(clock.now());
  return {
    see: (event) => {
      switch (event.type) {
        case 'step-started':
          newest = event.step;
          break;
        case 'step-finished':
          steps.push({
            step: event.step,
            at: now(),
            ms: Math.max(0, Math.round(event.durationMs)),
            found: event.found,
          });
          break;
        case 'rewrite-progress': {
          const { rewritten, total } = event;
          if (rewrite.at(-1)?.rewritten !== rewritten) rewrite.push({ at: now(), rewritten, total });
          break;
        }
        case 'census-taken':
          counts.push({ at: now(), step: event.step, census: event.census });
          break;
        default:
          break;
      }
    },
    sent: ({ server, line, sentAt, ending, exitCode }) =>
      void commands.push({
        at: instant(sentAt),
        server,
        ...(newest === undefined ? {} : { step: newest }),
        line,
        ending,
        ...(exitCode === undefined ? {} : { exitCode }),
      }),
    take: () => {
      const taken: SeenSince = {
        ...(commands.length === 0 ? {} : { commands }),
        ...(steps.length === 0 ? {} : { steps }),
        ...(rewrite.length === 0 ? {} : { rewrite: sampleEvenly(rewrite, MOST_SAMPLES) }),
        ...(counts.length === 0 ? {} : { counts }),
      };
      [commands, steps, rewrite, counts] = [[], [], [], []];
      return Object.keys(taken).length === 0 ? undefined : taken;
    },
  };
}

/** Passes every event on, after the log has seen the event. */
export function seeing(log: SeenLog, emit: Emit): Emit {
  return (event) => {
    log.see(event);
    emit(event);
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
