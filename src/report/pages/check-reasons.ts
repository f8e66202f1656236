import type { CheckId } from '../check-words.ts';
import type { ALERT_CHECK_WORDS } from '../check-words/alerts.ts';
import type { DATASTORE_CHECK_WORDS } from '../check-words/datastore.ts';
import type { OTHER_ACTOR_CHECK_WORDS } from '../check-words/other-actors.ts';
import { SECRET_CHECK_REASONS } from './check-reasons-secrets.ts';
import { SERVER_CHECK_REASONS } from './check-reasons-servers.ts';

const DATASTORE_CHECK_REASONS: Readonly<Record<keyof typeof DATASTORE_CHECK_WORDS, string>> = {
  'datastores-equal':
    'Servers with different datastores are different clusters, whatever their Nodes say. A key that is saved in one never reaches the others.',
  'datastore-access':
    'The count comes from the datastore itself. It is asked on the server, with the certificates of the server, by the curl that is there.',
  'secrets-counted': 'Without a count nobody knows whether the old key is still needed, and no server may drop it.',
  'datastore-backup':
    'A backup together with the server token is the only way back from Secrets that no key can read. Nothing is changed without one.',
  'database-remnants':
    'kine keeps the value before beside each current one. After a rotation these older values are still under the old key, which matters to whoever rotates because a key was exposed.',
};

const OTHER_ACTOR_CHECK_REASONS: Readonly<Record<keyof typeof OTHER_ACTOR_CHECK_WORDS, string>> = {
  'upgrade-plans':
    'An upgrade plan drains and restarts servers by its own order. Beside a rotation two servers would be down at once.',
  'system-agents':
    'Rancher restarts the service of a server when something of the cluster is changed there, without asking anybody on the server.',
  kured:
    'kured reboots servers when they need it. Its lock keeps it from two at once, and knows nothing of a rotation.',
  'host-reboots': 'A reboot or an update of packages that comes in the middle of a roll takes a second server away.',
};

const ALERT_CHECK_REASONS: Readonly<Record<keyof typeof ALERT_CHECK_WORDS, string>> = {
  'prometheus-answers':
    'The inventory asks for a look at the alerts. An answer that is missing, late or incomplete is no answer that nothing fires.',
  'no-alert-fires':
    'A server that is taken out of a cluster with a fault can be one too many. The monitoring sees what keyturn does not look at.',
};

/** Why each check is made. A check without a reason does not compile. */
export const CHECK_REASONS: Readonly<Record<CheckId, string>> = {
  ...SERVER_CHECK_REASONS,
  ...DATASTORE_CHECK_REASONS,
  ...SECRET_CHECK_REASONS,
  ...OTHER_ACTOR_CHECK_REASONS,
  ...ALERT_CHECK_REASONS,
};
