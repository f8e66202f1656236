import { describe, it } from 'vitest';

import { doctorDocument } from '../../src/report/doctor-document.ts';
import { doctorText } from '../../src/report/doctor-text.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { PLAIN } from '../../src/report/style.ts';
import { SAMPLE_FACTS, SAMPLE_NOW } from '../support/sample-facts.ts';
import { SAMPLE_DIAGNOSES } from './sample-diagnoses.ts';

const OPTIONS = { style: PLAIN, width: 100, hints: NO_HINTS };
const EXAMINED = { facts: SAMPLE_FACTS.three, unasked: [], diagnoses: [] } as const;

describe('the report of doctor', () => {
  it('given nothing wrong, says so and what was found in order', ({ expect }) => {
    expect(doctorText(EXAMINED, { ...OPTIONS, width: 400 })).toMatch(
      /^Cluster \S+: nothing is wrong\.\nIn order: 3 services running; 3 apiservers ready; 3 Nodes Ready; 3 etcd members healthy; [\d,]+ Secrets under the one key aescbc\/aescbckey\.\n$/,
    );
  });

  it('given a diagnosis, prints the verdict, the evidence, what to do, what not to do, then what is in order', ({
    expect,
  }) => {
    const diagnoses = SAMPLE_DIAGNOSES.filter(({ id }) => id === 'key-held');
    const text = doctorText({ ...EXAMINED, diagnoses }, OPTIONS);

    const order = ['DANGER: 8,811 Secrets', 'key=aescbc/aescbckey', '-> ', 'do not: restart s2 and s3', 'In order: '];
    const places = order.map((words) => text.indexOf(words));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain('Nothing has been changed.');
  });

  it.for([80, 120])('given %i columns, no line of words is longer', (width, { expect }) => {
    const text = doctorText({ ...EXAMINED, diagnoses: SAMPLE_DIAGNOSES }, { ...OPTIONS, width });
    const long = text.split('\n').filter((line) => line.length > width && !/keyturn|sudo|kubectl/.test(line));
    expect(long).toEqual([]);
  });

  it('given something that does not run, does not call it in order', ({ expect }) => {
    const facts = {
      ...SAMPLE_FACTS.three,
      servers: SAMPLE_FACTS.three.servers.map((server) => ({
        ...server,
        unit: { ...server.unit, activeState: server.name === 's2' ? 'failed' : 'active' },
      })),
    };
    expect(doctorText({ ...EXAMINED, facts }, OPTIONS)).not.toContain('services running');
  });

  it('given --output json, each diagnosis has its words beside its data', ({ expect }) => {
    const document = doctorDocument({ ...EXAMINED, diagnoses: SAMPLE_DIAGNOSES, now: SAMPLE_NOW }, NO_HINTS);
    expect(document).toMatchObject({ schema: 'keyturn.doctor/1', healthy: false, exitCode: 7 });
    expect(document.diagnoses.every(({ text }) => text.what !== '' && text.next.length > 0)).toBe(true);
    expect(doctorDocument({ ...EXAMINED, now: SAMPLE_NOW }, NO_HINTS)).toMatchObject({ healthy: true, exitCode: 0 });
  });
});
