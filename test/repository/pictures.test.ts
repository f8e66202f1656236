import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import xterm from '@xterm/headless';
import { describe, it } from 'vitest';

import { ansiLine, terminalPicture } from '../../scripts/terminal-picture.ts';

const ROOT = join(import.meta.dirname, '../..');
const RED_BOLD = '\u001B[0;1;31mstopped\u001B[0m';

/** The words of a picture, in reading order. */
function wordsOf(picture: string): string {
  return [...picture.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text).join(' ');
}

function drawn(text: string): string {
  return terminalPicture([{ title: 'title', text }], { columns: 40, about: 'about' });
}

describe('the picture of a terminal', () => {
  it('given a screen, has its words at their columns, with their colours', ({ expect }) => {
    const picture = drawn(`s1  ${RED_BOLD} at\n`);

    expect(picture).toContain('<text x="18" y="47.5" textLength="15.6">s1</text>');
    expect(picture).toContain('<text class="bold red" x="49.2" y="47.5" textLength="54.6">stopped</text>');
    expect(picture).toContain('x="111.6" y="47.5" textLength="15.6">at</text>');
  });

  it('given words that mean something in SVG, shows them as they are', ({ expect }) => {
    expect(drawn('a < b & "c"')).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
  });

  it('given the lines of a real terminal, keeps words, places and colours of each', async ({ expect }) => {
    const terminal = new xterm.Terminal({ cols: 40, rows: 3, allowProposedApi: true });
    await new Promise<void>((resolve) => terminal.write(`  s1  ${RED_BOLD}  1 of 3   \r\nplain`, resolve));

    const lines = [0, 1, 2].map((row) => ansiLine(terminal.buffer.active.getLine(row), 40));

    expect(lines).toEqual([`  s1  ${RED_BOLD}  1 of 3`, 'plain', '']);
  });
});

describe('the picture in the README', () => {
  it('has every word of the recorded screens', ({ expect }) => {
    const words = wordsOf(readFileSync(join(ROOT, 'docs/pictures/demo.svg'), 'utf8')).replaceAll(/\s+/g, ' ');
    const recorded = ['demo-view.ansi', 'demo-end.ansi'].flatMap((name) =>
      readFileSync(join(ROOT, 'docs/pictures', name), 'utf8')
        // eslint-disable-next-line no-control-regex -- escape sequences begin with one
        .replaceAll(/\u001B\[[\d;]*m/g, '')
        .split('\n')
        .map((line) => line.trim().replaceAll(/\s+/g, ' '))
        .filter((line) => line !== '')
        .map((line) => line.replaceAll('>', '&gt;').replaceAll('"', '&quot;')),
    );

    expect(recorded.length).toBeGreaterThan(25);
    expect(recorded.filter((line) => !words.includes(line))).toEqual([]);
  });
});
