/**
 * The reasons why an advice does no harm, for any reader and even after a wrong reading of the cluster. A test of the
 * texts holds each reason (test/report/advice.test.ts).
 */
export const REASONS = {
  looks: 'It only looks: at a status, a log, a list or a count.',
  operator:
    "It changes something on the operator's own side: the command line, the inventory, a file there, the way in.",
  waits: 'It waits, or asks a person; nothing is done.',
  keeps: 'It says what to leave as it is. Nothing is restarted, removed or edited.',
  continues:
    'A run that goes on, or a new one, looks at the whole cluster first, is held to its journal or its plan, and refuses where they do not fit.',
  host: 'It mends the host itself: its space, clock, programs, way in, or what its log names. No key, Secret, Node or etcd member is touched.',
  cluster:
    'It undoes or finishes what is no key, no Secret and no member: a cordon, an alarm, an upgrade, the size of etcd.',
  admission:
    'It is about who admits writes of Secrets, while a run lasts and by the decision of whoever owns the cluster.',
  'own-policy': 'It is given only where every server writes with one key, so that no write can land under another.',
  'empty-patch':
    'An empty patch changes nothing in a Secret, and stores it under the key that its apiserver writes with (measured.md 6).',
  documentation:
    'keyturn refuses until then, and leads to the documentation of the distribution before anything is changed.',
  setting: 'It changes a setting that is no key, before a run, and one server at a time.',
  guide:
    "It is what the distribution's own security guide asks for. No key, Secret, Node or etcd member is touched, and keyturn never does it.",
  pause:
    'It holds somebody else off while a run lasts, and says how to undo that. No key, Secret, Node or etcd member is touched.',
  'given-up':
    'It is about data that no key can read any more, after the ways to a key. keyturn shows the line and never sends it.',
  'one-restart':
    'It restarts one server, and says in the same breath which one not: that which has, or may have, a key that the others lack.',
} as const satisfies Readonly<Record<string, string>>;

export type Reason = keyof typeof REASONS;
