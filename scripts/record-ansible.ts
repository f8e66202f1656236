// Records what the real `ansible-inventory --list` prints of each inventory in test/inventory/ansible/fixtures. Needs
// ansible-core (Debian: apt-get install ansible-core). Run again after a change of the fixtures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ANSIBLE_FIXTURES } from '../test/inventory/ansible/fixtures.ts';

for (const { path, recorded } of ANSIBLE_FIXTURES) {
  const printed = execFileSync('ansible-inventory', ['-i', path, '--list'], { encoding: 'utf8' });
  mkdirSync(dirname(recorded), { recursive: true });
  writeFileSync(recorded, `${JSON.stringify(JSON.parse(printed), undefined, 1)}\n`);
}
