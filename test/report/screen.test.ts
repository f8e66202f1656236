import { describe, it } from 'vitest';
import { createScreen } from '../../src/report/screen.ts';
import { virtualTerminal } from './virtual-terminal.ts';

describe('the drawn bottom of a terminal', () => {
  it('given another picture, shows it in the same place, and text above stays', async ({ expect }) => {
    const terminal = virtualTerminal();
    const screen = createScreen(terminal);
    terminal.write('before\n');
    screen.draw(['one', 'two', 'three']);
    screen.draw(['uno', 'dos']);
    screen.printAbove('finished');
    expect(await terminal.lines()).toEqual(['before', 'finished', 'uno', 'dos']);
  });

  it('given the same picture, writes nothing', ({ expect }) => {
    const terminal = virtualTerminal();
    const screen = createScreen(terminal);
    screen.draw(['one']);
    const written = terminal.writes.length;
    screen.draw(['one']);
    expect(terminal.writes).toHaveLength(written);
  });

  it('given a change, is one write, so that no half picture is seen', ({ expect }) => {
    const terminal = virtualTerminal();
    const screen = createScreen(terminal);
    screen.draw(['one', 'two']);
    screen.draw(['one', 'three']);
    screen.printAbove('a\nb');
    expect(terminal.writes).toHaveLength(3);
  });

  it('given lines longer than the terminal, cuts them', async ({ expect }) => {
    const terminal = virtualTerminal(20);
    createScreen(terminal).draw(['x'.repeat(60), 'short']);
    expect(await terminal.lines()).toEqual([`${'x'.repeat(17)}..`, 'short']);
  });

  it('given more lines than rows, keeps the last ones, and never scrolls what it drew', async ({ expect }) => {
    const terminal = virtualTerminal(40, 5);
    const screen = createScreen(terminal);
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`);
    screen.draw(lines);
    screen.draw(lines.map((line) => `${line}!`));
    expect(await terminal.lines()).toEqual(['line 5!', 'line 6!', 'line 7!', 'line 8!']);
  });

  it('given a terminal that became narrower or wider, leaves no remains', async ({ expect }) => {
    const terminal = virtualTerminal(60);
    const screen = createScreen(terminal);
    screen.printAbove('lasting');
    screen.draw(['a'.repeat(50), 'b'.repeat(30)]);
    await terminal.resize(25, 24);
    screen.draw(['c'.repeat(50), 'd'.repeat(30)]);
    expect(await terminal.lines()).toEqual(['lasting', `${'c'.repeat(22)}..`, `${'d'.repeat(22)}..`]);
    await terminal.resize(70, 24);
    screen.draw(['e'.repeat(50)]);
    expect(await terminal.lines()).toEqual(['lasting', 'e'.repeat(50)]);
  });

  it('given the end, takes the picture away and shows the cursor again', async ({ expect }) => {
    const terminal = virtualTerminal();
    const screen = createScreen(terminal);
    screen.draw(['one']);
    expect(await terminal.cursorIsShown()).toBe(false);
    screen.close();
    screen.close();
    expect(await terminal.cursorIsShown()).toBe(true);
    expect(await terminal.lines()).toEqual([]);
  });
});
