import { REASONS } from '../src/report/advice-reasons.ts';
import { ADVICE } from '../src/report/advice.ts';
import { adviceTexts } from '../test/report/advice-texts.ts';
import { cell, GENERATED, putDocument } from './document.ts';

const rows = adviceTexts().map(({ id, when, next }) => {
  const reasons = ADVICE[id].map((reason) => `[${reason}](#${reason})`).join(', ');
  return `| \`${id}\` | ${cell(when)} | ${next.map(cell).join('<br>')} | ${reasons} |`;
});

const reasons = Object.entries(REASONS).flatMap(([reason, text]) => [`### ${reason}`, '', text, '']);

await putDocument(
  'advice.md',
  [
    GENERATED,
    '',
    '# What keyturn advises, and why it harms nobody',
    '',
    'Every "what to do" that keyturn prints, when it does, and why following it is safe even where the look that led to it was wrong. Names in it are',
    'those of samples. An advice without a reason does not compile (`src/report/advice.ts`), and each reason is held by a test of the texts that',
    'claim it (`test/report/advice.test.ts`).',
    '',
    '## Reasons',
    '',
    ...reasons,
    '## Advice',
    '',
    '<!-- prettier-ignore-start -->',
    '| id | when | advice | reasons |',
    '| --- | --- | --- | --- |',
    ...rows,
    '<!-- prettier-ignore-end -->',
    '',
  ].join('\n'),
);
