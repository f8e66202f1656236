import type { AuditVerdict } from '../../model/audit.ts';
import { ENGINES } from '../../engine/distribution.ts';
import type { HostAudit } from '../facts/host-facts.ts';
import { isCisProfile, validProfiles } from './release.ts';
import { fact, judged, notApplicable, undecided } from './verdict.ts';

/** The profile is one that the release accepts, asks for the whole guide, and is the same on every server. */
export function cisProfile(host: HostAudit, hosts: readonly HostAudit[]): AuditVerdict {
  if (host.distribution === 'k3s') return notApplicable('rke2-only');
  const { version } = host;
  if (version === undefined) return undecided('not-understood');
  const profile = host.settings['profile'] ?? '';
  const valid = validProfiles(version);
  const best = valid[0] ?? 'cis';
  const others = hosts
    .filter((other) => (other.settings['profile'] ?? '') !== profile)
    .map(({ name, settings }) => `${name}: ${settings['profile'] ?? 'none'}`);
  const { configDirectory, unit } = ENGINES[host.distribution];
  return judged(
    [
      fact('profile', profile === '' ? undefined : profile, best, isCisProfile(profile) && valid.includes(profile)),
      fact(
        'profile on other servers',
        others.length === 0 ? 'the same' : others.join(', '),
        'the same',
        others.length === 0,
      ),
    ],
    { mend: [{ kind: 'profile', file: `${configDirectory}/config.yaml`, profile: best, unit }] },
  );
}
