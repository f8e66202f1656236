import type { RunReport } from '../../model/run-report.ts';
import { printableLine } from '../printable.ts';
import { checksSection } from './checks.ts';
import type { ReportDocument } from './document.ts';
import { impactSection } from './impact.ts';
import { integritySection } from './integrity.ts';
import { keysSection } from './keys/holding-text.ts';
import { leftBehindSection } from './left-behind.ts';
import { countsSection, secretsSection } from './secrets.ts';
import { serversSection } from './servers.ts';
import { commandsSection, stepsSection } from './steps.ts';
import { stateVerdict, summarySection } from './summary.ts';

/** The report on a run for a person who was not there. The order is that of the questions such a person has. */
export function reportDocument(report: RunReport): ReportDocument {
  const { verdict, tone } = stateVerdict(report);
  return {
    title: `Rotation of the Secrets encryption key of ${printableLine(report.summary.cluster)}`,
    verdict,
    tone,
    sections: [
      summarySection(report),
      { title: 'Timeline', blocks: [{ kind: 'picture', of: 'timeline' }], isRecord: true },
      secretsSection(report),
      keysSection(report),
      impactSection(report),
      stepsSection(report),
      countsSection(report),
      serversSection(report),
      checksSection(report),
      commandsSection(report),
      leftBehindSection(report),
      integritySection(report),
    ],
  };
}
