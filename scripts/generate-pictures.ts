// Draws the picture in the README from the screens that `npm run record-demo` has kept.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { putFile } from './document.ts';
import { terminalPicture } from './terminal-picture.ts';

function pictureFile(name: string): string {
  return resolve(import.meta.dirname, '../docs/pictures', name);
}

function recorded(name: string): string {
  return readFileSync(pictureFile(name), 'utf8');
}

putFile(
  pictureFile('demo.svg'),
  terminalPicture(
    [
      { title: '$ keyturn demo  (in the middle of the run)', text: recorded('demo-view.ansi') },
      { title: '$ keyturn demo  (the end)', text: recorded('demo-end.ansi') },
    ],
    {
      columns: 96,
      about:
        'Two screens of keyturn demo: the live view in stage rotate, with one server restarting, and the closing summary, with no Secret lost',
    },
  ),
);
