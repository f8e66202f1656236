import { isWindow, parseWindow, WINDOW_FORM } from '../../src/model/maintenance-window.ts';
import type { Rule } from '../rule.ts';
import { clustersOf, pathOfCluster } from './places.ts';

/** A maintenance window that cannot be read would never open, or would open at another time than meant. */
export const invalidWindow: Rule = {
  name: 'invalid-window',
  check: (inventory) =>
    clustersOf(inventory).flatMap(({ name, rotation }) =>
      (rotation.windows ?? []).flatMap((text, index) =>
        isWindow(parseWindow(text))
          ? []
          : [{ path: [...pathOfCluster(name), 'rotation', 'windows', index], found: text, expected: WINDOW_FORM }],
      ),
    ),
};
