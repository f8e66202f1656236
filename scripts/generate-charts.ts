import { clearance } from '../machines/clearance.ts';
import { earlyRoll } from '../machines/early-roll.ts';
import { rescue } from '../machines/rescue.ts';
import { restart } from '../machines/restart.ts';
import { rollout } from '../machines/rollout.ts';
import { rotation } from '../machines/rotation.ts';
import { mermaidOf } from './chart-mermaid.ts';
import { GENERATED, putDocument } from './document.ts';

const CHARTS = [
  {
    machine: rotation,
    title: 'Rotation',
    text: "The engine's stages, in the engine's words. `rotate` only after every apiserver has loaded both keys; a rewrite only after every apiserver writes with the new key; the old key is dropped only after a census of zero; each stage command is asked for once.",
  },
  {
    machine: rescue,
    title: 'Rescue',
    text: 'Keys that Secrets need and servers lack are put back, the Secrets are moved away from them, and they are taken out again. Nothing is restarted while a file differs from the one that the engine left.',
  },
  {
    machine: rollout,
    title: 'Rollout',
    text: 'Every server of a roll, one at a time: etcd-only servers, the leader, the followers. The next server goes only when the one before is healthy. Apiservers that poll their file (RKE2, `apiserverReload: wait`) are waited for together, when all servers have restarted: one reload period a roll.',
  },
  {
    machine: earlyRoll,
    title: 'Early roll',
    text: 'The followers, one at a time, while `rotate-keys` still rewrites Secrets on the leader: each takes both keys from the datastore. Never the leader. Writes are allowed again only when every apiserver has loaded both keys. Where the rewrite ends first, the roll ends as `late`, and writes stay refused.',
  },
  {
    machine: restart,
    title: 'Restart',
    text: 'One server, from the request until it is healthy. A restart that returns is not a server that works.',
  },
  {
    machine: clearance,
    title: 'Clearance',
    text: 'The old key may go only when etcd itself holds no Secret under it. It repairs as long as the count falls, and gives up after three rounds without a lower count.',
  },
];

const diagrams = CHARTS.map(
  ({ machine, title, text }) => `## ${title}\n\n${text}\n\n\`\`\`mermaid\n${mermaidOf(machine)}\n\`\`\`\n`,
);

await putDocument(
  'machines.md',
  [
    GENERATED,
    '',
    '# The statecharts',
    '',
    'Drawn from `machines/`. A box names a state and what runs in it: an actor, or the chart of that name. Every chart stops at the first',
    'failure and asks for nothing more. `isOk`: what ran answered that it worked; `otherwise`: no condition before held; `rejected`: a bug.',
    '',
    ...diagrams,
  ].join('\n'),
);
