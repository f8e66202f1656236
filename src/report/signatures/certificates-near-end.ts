import type { SignatureWords } from '../signature-form.ts';
import { restartLine } from '../service-lines.ts';

export const certificatesNearEndWords: SignatureWords<'certificates-near-end'> = {
  name: 'Certificates are near their end, and the next start renews them',
  text: ({ details: { server } }, hints) => ({
    what: `Certificates of ${server} are near their end: its next start renews them`,
    meaning: ['With that a restart is more than a restart: pods of the control plane are replaced with it.'],
    next: [
      `Let it happen on its own, before a rotation and only when every other server is healthy: restart the service on ${server} alone: ${restartLine(hints, server)}`,
    ],
    not: ['leave it to the restarts of a rotation.'],
  }),
};
