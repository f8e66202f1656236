import type { RunSummary } from '../../model/run-summary.ts';
import { someNames } from '../server-names.ts';
import { stageCommandText } from '../step-text.ts';
import { listed } from '../units.ts';

/** What a stopped run has changed, and which servers it has not restarted. */
export function changedText({ commandsSent, restarted, notRestarted }: RunSummary): string {
  const sent =
    commandsSent.length === 0 ? 'no stage command was sent' : `sent: ${listed(commandsSent.map(stageCommandText))}`;
  const none = notRestarted.length === 0 ? '' : `; not restarted: ${someNames(notRestarted)}`;
  return restarted.length === 0
    ? `${sent}; no server was restarted`
    : `${sent}; restarted by this run: ${someNames(restarted)}${none}`;
}
