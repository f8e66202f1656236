import { recording } from '../support/recordings.ts';

/** What curl printed, headers and trailers too, when it asked the real kine. */
export function recordedKine(name: string): Buffer {
  return Buffer.from(recording(`kine-0.16.4/${name}`).out.replaceAll('\n', ''), 'hex');
}
