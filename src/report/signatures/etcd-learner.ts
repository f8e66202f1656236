import { wordsOfCheck } from '../check-signature-text.ts';

export const etcdLearnerWords = wordsOfCheck<'etcd-learner'>('etcd-voters', [
  'restart a server while a member is learning.',
]);
