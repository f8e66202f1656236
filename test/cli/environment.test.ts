import { describe, it } from 'vitest';
import { stateDirectory } from '../../src/cli/environment.ts';

describe('the state directory', () => {
  it.for([
    ['the option', '/opt/state', { HOME: '/h', XDG_STATE_HOME: '/x' }, '/opt/state'],
    ['XDG_STATE_HOME', undefined, { HOME: '/h', XDG_STATE_HOME: '/x' }, '/x/keyturn'],
    ['a relative XDG_STATE_HOME', undefined, { HOME: '/h', XDG_STATE_HOME: 'x' }, '/h/.local/state/keyturn'],
    ['nothing but a home', undefined, { HOME: '/h' }, '/h/.local/state/keyturn'],
  ] as const)('given %s, is there', ([, option, environment, expected], { expect }) => {
    expect(stateDirectory(option, environment)).toBe(expected);
  });
});
