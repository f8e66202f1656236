import type { SECRET_CHECK_WORDS } from '../check-words/secrets.ts';

/** Why encryption, Secrets, strategy and proof are checked: what would go wrong without it. */
export const SECRET_CHECK_REASONS: Readonly<Record<keyof typeof SECRET_CHECK_WORDS, string>> = {
  'encryption-enabled':
    'Without a key there is none to rotate. On K3s the order in which encryption is switched on matters: with the setting first, every server makes a key of its own, and none reads what another one writes (k3s-io/k3s#7195).',
  'managed-path':
    'The engine rotates the file that it manages. An apiserver that reads another one would never see the new key, and every command would still report success.',
  'automatic-reload':
    'A running apiserver takes a new file only where it polls it. Otherwise it keeps the old keys for as long as it runs, while the hashes on disk match.',
  'providers-managed':
    'A file with other resources, other providers or identity first was written by hand. The engine rewrites Secrets alone, and what a rotation makes of the rest cannot be proven afterwards.',
  'file-modes': 'The file holds the keys of all Secrets in plain text.',
  'nodes-annotated':
    'The engine compares hashes over the Nodes that have one and passes over the others. A server without its annotation could have any key, and "All hashes match" would still be said.',
  'apiservers-ready':
    'An apiserver that is not ready before the run may have the very reason that a rotation makes worse, such as one Secret that it cannot read.',
  'key-age':
    'Names of keys carry the time at which they were made. A key of the future means a wrong clock, and the order of keys is read from it.',
  'plaintext-secrets':
    'A Secret in plain text was written past the provider, or before encryption was on. A rotation moves it too; the refusal is about what writes there and will write again.',
  'unknown-prefixes':
    'The proof counts Secrets by the name of their key, which stands before each value. Of an unknown prefix nobody could say whether the old key may go.',
  'keys-at-hand':
    'Some Secrets cannot be read by any server now. A rotation would end with the same Secrets unreadable, and with one copy less of what could still read them.',
  'secret-webhooks':
    'The engine sends every Secret once through admission. A webhook that fails closed and does not answer, or refuses one, ends the rewrite half-way (rancher/rke2#4781).',
  'secret-policies': 'The same as with webhooks: one denial of an unchanged Secret ends the rewrite half-way.',
  'secrets-updatable':
    'A dry run of the very update that the engine makes, for a sample of the Secrets. What is refused here would have been refused in the middle of the rotation.',
  'writes-open':
    'A run with `--freeze-writes` that stopped left its policy behind, and nobody can write a Secret. All servers write with the same key now, so that the policy is of no use any more.',
  'writes-left-frozen':
    'The policy is what keeps Secrets from being written with a key that is about to go. It may be removed only when every server has the same key.',
  'canaries-admitted':
    'Each gate writes a small Secret through the apiserver that it proves. A policy or quota that refuses it would stop the run after the first restart.',
  'questions-answered':
    'What was not answered is not assumed. The reason of the missing answer is the failure to look at; its own page has the rest.',
  'rewrite-cut-off':
    'A server was stopped in the middle of a rewrite. Its file has two keys, its stage looks clean, and on releases before March 2026 the later key is in this one file alone (k3s-io/k3s#13763).',
  'secrets-seen':
    'The count decides when the old key may go. A count of none, in a datastore that the apiservers do not use, would let it go at once.',
  'unused-files':
    'An etcd-only server has the file and no apiserver. Its old key does no harm there, and is gone after the next restart; until then it is one more copy of an old key.',
  'stage-allowed':
    'The cluster is in the middle of a rotation. A new one on top would make a third key; the one that was begun is continued.',
  'hashes-match':
    'A server has not taken the latest file. Where it only missed a restart, one restart mends it; where it has a key that the others lack, that restart would destroy it.',
  'one-key':
    'Two keys outside a rotation are what is left of one that was cut off. The second one may still be needed by Secrets, and none is dropped before the count says so.',
  'same-active-key':
    'Servers that write with different keys make Secrets that some of them cannot read. This is the state in which Secrets get lost.',
  'same-file':
    'Different files with the same names of keys can hold different keys: the name proves nothing, the hash does.',
  'state-matches-file':
    'File, state file and annotation are written one after the other. Where they do not belong together, something stopped in between, and which of them counts depends on the release.',
  'apiserver-loaded':
    'Equal hashes speak of files on disk. An apiserver can use its earlier file for another minute, or for ever, and a stage command in between rewrites Secrets under a key that is about to go: 2,183 of 6,634 were lost so in a measurement.',
  'strategy-fits-provider':
    'The engine knows `prepare`, `rotate` and `reencrypt` for aescbc only. With secretbox there is `rotate-keys` alone.',
  'write-window':
    '`rotate-keys` gives the new key to one server, rewrites, and drops the old key, while the other servers still write with it. Of the Secrets written meanwhile 40 % were lost in a measurement, each of them acknowledged.',
  'key-saved-first':
    'Before March 2026 `rotate-keys` saved the new key to the datastore only after the last Secret was rewritten. With the disk of the leader in between, every rewritten Secret is lost.',
  'adopted-write-window':
    'Somebody began with `rotate-keys`. Whoever continues it has the same window as with a new one, and has to agree to it as well.',
  'freeze-strategy':
    'With `staged` every server reads what every other one writes at all times. There is nothing that a freeze would protect.',
  'freeze-version':
    'The refusal of writes is a ValidatingAdmissionPolicy, which is in force from Kubernetes 1.30 on. An older apiserver would let writes through.',
  'read-window':
    'With `rotate-keys` the other servers cannot read rewritten Secrets before they have restarted. Nothing is lost; controllers and pods that start meanwhile see errors.',
  'rewrite-length':
    'The engine lists all Secrets once and works through that list. The apiserver compacts it away after five to ten minutes, and the engine then stops half-way without an error.',
  'apiserver-reload':
    'K3s runs its apiserver inside its own process. It takes the new file with the restart of the service, so that there is no container to restart.',
  'files-equal':
    'After a rotation every server has the same bytes in both files. A difference is a server that has not taken the last step.',
  census:
    'The proof of the rotation: what is in the datastore, Secret by Secret, whatever the servers say of themselves.',
  'read-back':
    'A list can be answered from a stale cache. One read of each Secret through each apiserver shows that it has the key and uses it.',
};
