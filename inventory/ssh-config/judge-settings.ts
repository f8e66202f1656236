import type { IgnoredSetting } from '../../src/model/cluster.ts';
import type { HostOptions, Keyword } from './host-options.ts';

/** What keeps keyturn from reaching a host by ssh_config. */
export interface Refusal {
  readonly found: string;
  readonly expected: string;
}

/**
 * Settings that change the way to a host, or make its key less trusted, in a manner that keyturn cannot follow. To go
 * on without them would reach another host, or trust a key that the operator has revoked.
 */
export function refusedSettings(
  options: HostOptions,
  { usesProxy }: { readonly usesProxy: boolean },
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (keyword: Keyword, name: string, expected: string): void => {
    const setting = options.settings.get(keyword);
    const value = setting?.value.join(' ') ?? '';
    if (setting !== undefined && !HARMLESS.has(value.toLowerCase())) {
      refusals.push({ found: `${name} ${value} (${setting.at})`, expected });
    }
  };
  if (usesProxy) {
    refuse(
      'proxycommand',
      'ProxyCommand',
      'ProxyJump, ssh.jump, or ssh.transport: openssh, because keyturn itself runs no command of ssh_config',
    );
  }
  refuse('canonicalizehostname', 'CanonicalizeHostname', 'HostName with the whole name, or ssh.transport: openssh');
  refuse(
    'revokedhostkeys',
    'RevokedHostKeys',
    'revoked keys in known_hosts, marked @revoked, or ssh.transport: openssh',
  );
  if (options.undecidable !== undefined) {
    const { value, at } = options.undecidable;
    refusals.push({
      found: `${value} (before ${at})`,
      expected:
        'Match with host, originalhost, user, localuser or final, or ssh.transport: openssh, because keyturn itself cannot judge other conditions',
    });
  }
  return refusals;
}

const HARMLESS: ReadonlySet<string> = new Set(['none', 'no']);

/** Settings that keyturn leaves out without harm, or because they would weaken the check of host keys. */
export function ignoredSettings({ settings }: HostOptions): readonly IgnoredSetting[] {
  return LEFT_OUT.flatMap(([keyword, name]) => {
    const setting = settings.get(keyword);
    const value = setting?.value.join(' ') ?? '';
    const isStrict = keyword === 'stricthostkeychecking' && ['yes', 'true', 'ask'].includes(value.toLowerCase());
    return setting === undefined || isStrict || value === 'none' ? [] : [{ keyword: name, value, at: setting.at }];
  });
}

const LEFT_OUT: readonly (readonly [Keyword, string])[] = [
  ['stricthostkeychecking', 'StrictHostKeyChecking'],
  ['bindaddress', 'BindAddress'],
  ['bindinterface', 'BindInterface'],
  ['certificatefile', 'CertificateFile'],
  ['knownhostscommand', 'KnownHostsCommand'],
  ['pkcs11provider', 'PKCS11Provider'],
];
