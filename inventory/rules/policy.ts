import { parseDuration } from '../formats.ts';
import type { Rule } from '../rule.ts';
import { clustersOf, pathOfCluster } from './places.ts';
import { isWindow, parseWindow, WINDOW_FORM } from '../../src/model/maintenance-window.ts';

/** A k3s server has no kube-apiserver container. */
export const restartContainerOnK3s: Rule = {
  name: 'restart-container-on-k3s',
  check: (inventory) =>
    clustersOf(inventory)
      .filter(
        ({ distribution, rotation }) => distribution === 'k3s' && rotation.apiserverReload === 'restart-container',
      )
      .map(({ name }) => ({
        path: [...pathOfCluster(name), 'rotation', 'apiserverReload'],
        found: 'restart-container',
        expected: 'wait: the apiserver of k3s is no container',
      })),
};

/** Limits of zero. Everything would time out, or every key would be too old. `stabilityWindow: 0s` is fine. */
export const zeroDuration: Rule = {
  name: 'zero-duration',
  check: (inventory) =>
    clustersOf(inventory).flatMap(({ name, rotation, timing }) =>
      [
        { path: ['rotation', 'maxKeyAge'], text: rotation.maxKeyAge },
        { path: ['timing', 'restartDeadline'], text: timing.restartDeadline },
        { path: ['timing', 'connectTimeout'], text: timing.connectTimeout },
        { path: ['timing', 'commandTimeout'], text: timing.commandTimeout },
      ]
        .filter(({ text }) => text !== undefined && parseDuration(text) === 0)
        .map(({ path, text }) => ({ path: [...pathOfCluster(name), ...path], found: text, expected: 'more than 0' })),
    ),
};

const LONGEST_WAIT_MS = 86_400_000;

/** No operator waits for a server longer than a day, and a timer of more than 24.8 days would end at once. */
export const longDuration: Rule = {
  name: 'long-duration',
  check: (inventory) =>
    clustersOf(inventory).flatMap(({ name, timing }) =>
      Object.entries(timing)
        .filter(([, text]) => (parseDuration(text ?? '') ?? 0) > LONGEST_WAIT_MS)
        .map(([field, text]) => ({
          path: [...pathOfCluster(name), 'timing', field],
          found: text,
          expected: 'at most 1d',
        })),
    ),
};

/** Gates that must hold longer than the deadline of a server can never be met. */
export const windowLongerThanDeadline: Rule = {
  name: 'window-longer-than-deadline',
  check: (inventory) =>
    clustersOf(inventory).flatMap(({ name, timing }) => {
      const window = parseDuration(timing.stabilityWindow ?? '');
      const deadline = parseDuration(timing.restartDeadline ?? '10m');
      return window === undefined || deadline === undefined || deadline === 0 || window < deadline
        ? []
        : [
            {
              path: [...pathOfCluster(name), 'timing', 'stabilityWindow'],
              found: timing.stabilityWindow,
              expected: `less than restartDeadline (${timing.restartDeadline ?? '10m'})`,
            },
          ];
    }),
};

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
