import type { SignatureId } from '../../model/diagnosis.ts';

/** What a server shows whose service does not come up. */
export const NOT_STARTED = [
  'service-crashes',
  'service-not-running',
  'status-unanswered',
  'apiserver-not-ready',
  'node-not-ready',
] as const satisfies readonly SignatureId[];

/** The same, where the engine also names what it waits for. */
export const HELD_UP = [
  ...NOT_STARTED,
  'start-hangs',
  'waits-for-own-apiserver',
] as const satisfies readonly SignatureId[];

/** The same, seen from the other members of etcd as well. */
export const SERVER_DOWN = [...HELD_UP, 'etcd-member-down'] as const satisfies readonly SignatureId[];

/** What a rotation shows that did not come to its end. */
export const HALF_DONE = [
  'foreign-rotation',
  'unfinished-run',
  'followers-lack-new-key',
  'secrets-left-behind',
  'apiserver-not-loaded',
  'annotation-outdated',
] as const satisfies readonly SignatureId[];

/** The same, where the rewrite or the refusal of writes is left, too. */
export const REWRITE_LEFT = [
  ...HALF_DONE,
  'rewrite-running',
  'rewrite-silent',
  'freeze-left',
] as const satisfies readonly SignatureId[];
