import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { isNodeTooOld, LOWEST_NODE } from '../../src/cli/version.ts';
import { oldNodeText } from '../../src/report/old-node-text.ts';

const PACKAGE = join(import.meta.dirname, '../../package.json');

describe('the Node that keyturn needs', () => {
  it('is the one that package.json promises', ({ expect }) => {
    const { engines } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly engines: { readonly node: string } };
    expect(`${engines.node}.0`).toBe(`>=${LOWEST_NODE}`);
  });

  it.for([
    ['20.20.2', true],
    ['22.11.9', true],
    ['22.12.0', false],
    ['22.12.1', false],
    ['24.0.0', false],
    ['100.1.0', false],
    ['18.99.99', true],
  ] as const)('given %s, is it too old: %s', ([version, old], { expect }) => {
    expect(isNodeTooOld(version)).toBe(old);
  });

  it('given an older one, names it, where it lies and what to do', ({ expect }) => {
    expect(oldNodeText({ version: '20.20.2', path: '/usr/bin/node', lowest: '22.12.0' })).toBe(
      [
        'error: keyturn needs Node 22.12.0 or newer; this is 20.20.2 (/usr/bin/node)',
        '  -> Install Node 22 or newer, or put one first in PATH. Nothing was done.',
        '',
      ].join('\n'),
    );
  });
});
