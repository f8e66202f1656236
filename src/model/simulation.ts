/** The simulated faults with their arguments. Times are simulated milliseconds. */
export const FAULTS = {
  'keys-lost':
    'COUNT as after the documented rotate-keys with writers: COUNT Secrets are under the old key, which the leader lacks; COUNT:everywhere no server has it',
  'late-reload': 'SERVER:MS the apiserver loads a changed file that much later than its poll',
  straggler: 'COUNT that many Secrets are put back under the old key right after the rewrite',
  'slow-restart': 'SERVER:MS the service takes that much longer to start',
  'restart-fails': 'SERVER:COUNT the service crashes COUNT times before it starts',
  'no-reload-metric': 'apiservers do not name the hash of the file they use',
  'status-unreadable': 'SERVER `secrets-encrypt status` prints something unknown',
  'encryption-disabled': 'the identity provider comes first',
  'sudo-password': 'SERVER sudo asks for a password',
  'sudo-denied': 'SERVER sudo refuses the user',
  'stays-behind': 'SERVER:COUNT the service starts with its old credential files, so often',
  'container-ends': 'SERVER:COUNT its apiserver ends by itself when it is about to be stopped, COUNT times',
  'command-refused': 'COMMAND the engine refuses it before any write',
  'save-fails': 'SERVER:COUNT it cannot save its credential files in the datastore, COUNT times',
  'command-times-out': 'COMMAND the CLI gives up although the engine does its work',
  'rewrite-fails': 'COUNT the rewrite aborts after COUNT Secrets',
  'rewrite-killed': 'SERVER:TIMES the service is killed TIMES times in the middle of a rewrite',
  'list-expires':
    'COUNT:TIMES the list of Secrets expires after COUNT of them, TIMES times: the rewrite ends without a word',
  'journal-silent': 'SERVER its service writes nothing into its journal any more, or never did',
  'slow-rewrite': 'FACTOR the rewrite takes FACTOR times as long',
  'rewrite-waits': 'COUNT the rewrite of rotate-keys begins only when COUNT other servers have both keys',
  'snapshot-fails': 'a snapshot is reported as saved but is not',
  'disk-full': 'SERVER:MIB so many MiB are left on its disk',
  'clock-skew': 'SERVER:MS the clock of the host is wrong',
  version: 'SERVER:VERSION the server runs another version',
  cordoned: 'SERVER the Node is cordoned',
  'stale-node': 'NODE a control-plane Node is left of a server that is gone',
  'host-dead': 'SERVER nothing answers on its SSH port',
  'host-gone':
    'SERVER its host is lost for good, and all that runs there; SERVER:removed its Node and its etcd member are taken out of the cluster then',
  'etcd-alarm': 'NAME etcd has raised this alarm',
  'upgrade-plan':
    'PHASE a Plan of the system-upgrade-controller selects the servers: waiting, applying, channel (done, and follows one), done',
  'system-agent': 'SERVER:PHASE rancher-system-agent runs there: active, applying, or over',
  kured: 'HOLDER kured is installed, and HOLDER has its lock: the name of a Node, manual, or free',
  'planned-reboot': 'SERVER:SECONDS the host reboots in so many seconds; SERVER:over that is cancelled',
  'update-timer': 'SERVER:SECONDS apt-daily-upgrade.timer elapses in so many seconds; SERVER:over it is stopped',
  'no-http2': 'SERVER its curl cannot speak HTTP/2',
  'no-sqlite3': 'SERVER the program sqlite3 is not there',
  'unit-edited': 'SERVER the unit was edited, and systemd has not read it since',
  'certificates-old': 'SERVER:DAYS its certificates expire in so many days',
  'secrets-elsewhere': 'etcd shows no Secret, as where the apiservers use another one or another prefix in it',
  'member-down': 'SERVER its etcd member stops; SERVER:over it runs again',
} as const;

/** The fault of links, with arguments, beside the faults of the world. */
export const LINK_FAULTS = {
  'link-cut':
    'SERVER all its SSH connections break now; SERVER:before|after:TEXT once, at the next line that contains the text, before it runs or before its answer leaves',
} as const;

/** The datastores of a simulated cluster. */
export const SIMULATED_DATASTORES = {
  etcd: "the engine's own etcd",
  sqlite: 'kine with SQLite: one server alone',
  'external-etcd': 'an etcd of three members elsewhere',
  'kine-sql': 'kine with MySQL, the same for all servers',
} as const;

export type SimulatedDatastore = keyof typeof SIMULATED_DATASTORES;

/** The output forms of an engine, by time of release. The simulated decisions are the decisions of the newest engine. */
export const ERAS = {
  '2026': 'v1.36: events as pairs in alphabetical order, mostly without quotes',
  '2025': 'events with the head of klog; RKE2 has none of them in its journal',
  '2022': 'the first releases: events as one text, and a status without the types of the keys',
} as const;

export type Era = keyof typeof ERAS;

export const NEWEST_ERA: Era = '2026';
