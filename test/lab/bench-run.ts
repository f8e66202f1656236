// The promises that only real servers can show, one after the other on one cluster. Prints figures, judges nothing; whatever fails on
// the way ends it. `npm run bench:lab -- read-back restart-container wait` chooses parts; the first fills the cluster with 10,000 Secrets.
import { setup } from '../support/build.ts';
import { PARTS } from './bench-parts.ts';
import { freshCluster } from './fresh.ts';
import { missingForLab } from './requirements.ts';
import { createSecrets, hostOf, THREE } from './support.ts';

const asked = process.argv.slice(2);
const missing = missingForLab();
if (missing === undefined) {
  await setup();
  await using cluster = await freshCluster({ ...THREE, name: 'bench' });
  // keyturn refuses a cluster without any Secret, and only the first part fills it.
  await createSecrets(cluster, hostOf(cluster, 's1'), ['the-first']);
  for (const [name, part] of Object.entries(PARTS)) {
    if (asked.length === 0 || asked.includes(name)) await part(cluster);
  }
} else {
  process.stderr.write(`${missing}\n`);
  process.exitCode = 2;
}
