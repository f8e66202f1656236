import { describe, it } from 'vitest';

import { REASONS, type Reason } from '../../src/report/advice-reasons.ts';
import { ADVICE, type AdviceId } from '../../src/report/advice.ts';
import { adviceTexts, type AdviceText } from './advice-texts.ts';

const TEXTS = adviceTexts();

/** All that is said to do, of one advice. */
function said({ next }: AdviceText): string {
  return next.join('\n');
}

function isFor(reason: Reason) {
  return ({ id }: AdviceText): boolean => ADVICE[id].includes(reason);
}

/** The texts of each advice, all its forms together. */
function wholes(reason: Reason): readonly { readonly id: AdviceId; readonly text: string }[] {
  const ids = [...new Set(TEXTS.filter(isFor(reason)).map(({ id }) => id))];
  return ids.map((id) => ({
    id,
    text: TEXTS.filter((text) => text.id === id)
      .map(said)
      .join('\n'),
  }));
}

/** Ids of those texts that match. */
function matching(pattern: RegExp, texts: readonly AdviceText[] = TEXTS): readonly AdviceId[] {
  return [...new Set(texts.filter((text) => pattern.test(said(text))).map(({ id }) => id))];
}

/** Tells to do it, not to leave it: the sentence has no word of refusal before it. */
const RESTARTS = /(?:^|[.:;,] |\bthen |\bonly then )restart (?!no |none |nothing )/im;
const EMPTY_PATCH = /kubectl patch secret NAME -n NAMESPACE --type=merge -p '\{\}'/;

describe('every advice', () => {
  it('has reasons, and every reason is claimed', ({ expect }) => {
    const told = new Set(TEXTS.map(({ id }) => id));
    expect(Object.keys(ADVICE).filter((id) => !told.has(id as AdviceId))).toEqual([]);
    const claimed = new Set(Object.values(ADVICE).flat());
    expect(Object.keys(REASONS).filter((reason) => !claimed.has(reason as Reason))).toEqual([]);
  });

  it.for<readonly [string, RegExp]>([
    [
      'deletes a Node object: the engine removes its etcd member',
      /(?<!no )(?<!never )\b(?:delete|remove) (?:the |its |that )?node/i,
    ],
    [
      'deletes Secrets: what cannot be read cannot be deleted by the API either',
      /delete (?:the|these|those) secrets|kubectl delete secret/i,
    ],
    [
      'puts a key into a file by hand: the file is newer than the datastore then',
      /put (?:the|that|this) (?:old )?key back|as a second key|edit the (?:encryption )?file(?! \w)(?<!not edit the file)/i,
    ],
    ['removes files under cred', /\brm\b[^.]*\bcred\b|(?:delete|remove)(?! nothing)[^.]*encryption-config/i],
    [
      'moves files of a server aside, which may be the only copy of a key',
      /(?<!nor )\bmove\b[^.]*\b(?:aside|files|them)\b/i,
    ],
    ["uses the engine's --force", /secrets-encrypt (?!command)[^.]*--force|reencrypt --force/],
    ['resets the cluster or kills the service', /cluster-reset|killall/],
    ['encrypts plaintext by `enable`, which does nothing where encryption is on', /enable rewrites/],
  ])('never %s', ([, pattern], { expect }) => {
    expect(matching(pattern)).toEqual([]);
  });

  it('given it tells to restart a server, claims that reason, or is about a setting, an upgrade or a name on paper', ({
    expect,
  }) => {
    const allowed = TEXTS.filter((text) => !isFor('one-restart')(text) && !isFor('setting')(text));
    expect(matching(RESTARTS, allowed)).toEqual(['check/disk-matches-running', 'doctor/upgrade-waiting']);
  });
});

describe('the reasons that an advice claims', () => {
  it('given one-restart, says with it which one not to restart, or when not', ({ expect }) => {
    const texts = TEXTS.filter(isFor('one-restart')).filter((text) => RESTARTS.test(said(text)));
    expect(texts.length).toBeGreaterThan(5);
    const unguarded = texts.filter(
      (text) =>
        !/restart no|restart none|do not restart|only (?:where|when)|both keys|if this is all that refuses|restarted twice|alone/i.test(
          said(text),
        ),
    );
    expect(unguarded.map(({ id }) => id)).toEqual([]);
  });

  it('given empty-patch, is that patch to the letter', ({ expect }) => {
    const repairable = TEXTS.filter(isFor('empty-patch')).filter((text) => said(text).includes('kubectl'));
    expect(repairable.length).toBeGreaterThan(0);
    for (const text of repairable) expect(said(text)).toMatch(EMPTY_PATCH);
  });

  it('given own-policy, takes away that policy and its binding, and nothing else', ({ expect }) => {
    const texts = TEXTS.filter(isFor('own-policy'));
    expect(texts.map(({ id }) => id)).toEqual(['check/writes-open', 'doctor/freeze-left']);
    for (const text of texts) {
      expect(said(text)).toMatch(
        /kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy keyturn-freeze-secrets$/,
      );
    }
    expect(matching(/kubectl delete/)).toEqual(['check/writes-open', 'doctor/freeze-left']);
  });

  it.for<readonly [Reason, RegExp]>([
    ['keeps', /\bno\b|\bnot\b|\bnone\b|nothing|leave|keep|hold off|\bnever\b/i],
    ['documentation', /documentation/],
    ['pause', /afterwards/i],
    ['continues', /keyturn (?:rotate|rescue|plan|runs end)|--resume|next rotation/],
  ])('given %s, says so', ([reason, pattern], { expect }) => {
    const silent = wholes(reason).filter(({ text }) => !pattern.test(text));
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it('given that it only looks, or waits, has no command that changes anything', ({ expect }) => {
    const harmless: ReadonlySet<Reason> = new Set(['looks', 'waits', 'keeps', 'operator', 'continues']);
    const texts = TEXTS.filter(({ id }) => ADVICE[id].every((reason) => harmless.has(reason)));
    expect(texts.length).toBeGreaterThan(40);
    expect(
      matching(
        /systemctl restart|kubectl (?:delete|patch (?!.*dry-run)|apply|edit)|crictl|etcdctl|secrets-encrypt (?!status|command)\w+/,
        texts,
      ),
    ).toEqual([]);
  });
});

describe('what is advised on K3s without encryption', () => {
  it('is the order that gives all servers one key: enable on one, then the setting everywhere, then restarts (k3s-io/k3s#7195)', ({
    expect,
  }) => {
    const text = TEXTS.find(({ id }) => id === 'check/encryption-enabled');
    expect(text === undefined ? '' : said(text)).toMatch(
      /secrets-encrypt enable on one server, then secrets-encryption: true .* every server, then a restart of one after the other/,
    );
  });
});
