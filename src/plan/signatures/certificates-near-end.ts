import type { Signature } from '../signature.ts';

/** Certificates are so near their end that the next start renews them (failures.md 7.1, 10). */
export const certificatesNearEnd: Signature<'certificates-near-end'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 7.1'],
  find: ({ facts }) =>
    facts.servers.flatMap(({ name, restartPreview }) => {
      const certificates = restartPreview?.certificates ?? [];
      return certificates.length === 0 ? [] : [{ servers: [name], evidence: certificates, details: { server: name } }];
    }),
};
