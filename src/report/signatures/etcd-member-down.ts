import { wordsOfCheck } from '../check-signature-text.ts';

export const etcdMemberDownWords = wordsOfCheck<'etcd-member-down'>('etcd-healthy', [
  'restart another server meanwhile: one member more, and etcd may lose its quorum.',
  'remove a member of a server that still exists.',
]);
