import type { CheckWords } from './types.ts';

/** Checks of the datastore. */
export const DATASTORE_CHECK_WORDS = {
  'datastores-equal': {
    good: 'all servers use the same datastore',
    bad: 'servers use different datastores, or are configured for different ones',
    next: 'Compare datastore-endpoint and cluster-init in the configuration of the servers.',
  },
  'datastore-access': {
    good: 'every server can ask its datastore',
    bad: 'the datastore of a server cannot be asked there',
    next: 'With kine, curl needs HTTP/2: install the curl of the distribution, which has it (curl --version names HTTP2; in a minimal image the package curl instead of curl-minimal). With an external etcd, see that datastore-endpoint in the configuration of that server is a list of http or https URLs without user and password.',
  },
  'secrets-counted': {
    good: 'the Secrets were counted',
    bad: 'nobody could count the Secrets: without a count no key may go',
    next: 'See which question was not answered, and that the inventory names the servers with the datastore.',
  },
  'datastore-backup': {
    good: 'there is a backup to go back to, or one will be taken',
    bad: 'there would be no backup to go back to',
    next: 'With SQLite, install the package sqlite3 on that server (the copy is made by it). With an external etcd or another database, make a backup yourself, with the token beside it, and name it: --backup-reference TEXT. Who wants none: rotation.snapshot: false in the inventory.',
  },
  'database-remnants': {
    good: 'no row of the database holds an older value of a Secret under another key',
    bad: 'the database holds, or may hold, older values of Secrets beside the current ones: kine keeps the value before in each row',
    next: 'Nothing has to be done before a rotation. Values of before a rotation stay under the old key until each Secret is changed once more, for example by another rotation, and the rows before are compacted; copies and backups of the database hold them, too. To have them counted, sqlite3 must be on the server.',
  },
} satisfies Readonly<Record<string, CheckWords>>;
