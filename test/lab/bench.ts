// `npm run bench:lab`: the promises that only real servers can show, one after the other on one cluster. Prints figures, judges nothing;
// whatever fails on the way ends it. `npm run bench:lab -- read-back restart-container wait` chooses parts; the first fills the cluster
// with 10,000 Secrets.
import { setup } from '../support/build.ts';
import { PARTS } from './bench-parts.ts';
import { bringDown, bringUp } from './cluster.ts';
import { missingForLab } from './requirements.ts';
import { THREE } from './support.ts';

const SHAPE = { ...THREE, name: 'bench' };
const asked = process.argv.slice(2);
const missing = missingForLab();
if (missing === undefined) {
  await setup();
  await bringDown(SHAPE.name);
  const cluster = await bringUp(SHAPE);
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (asked.length === 0 || asked.includes(name)) await part(cluster);
    }
  } finally {
    await bringDown(SHAPE.name);
  }
} else {
  process.stderr.write(`${missing}\n`);
  process.exitCode = 2;
}
