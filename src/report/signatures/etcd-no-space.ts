import { wordsOfCheck } from '../check-signature-text.ts';

export const etcdNoSpaceWords = wordsOfCheck<'etcd-no-space'>('etcd-alarms', [
  'restart a server while the alarm is raised: a start writes into etcd, fails, and is repeated for ever.',
  'write or delete many objects before etcd is compacted and defragmented.',
]);
