import { isIP } from 'node:net';

import { hostMatches, matchVerdict, type MatchSubject, type Verdict } from './conditions.ts';
import type { Directive } from './directives.ts';
import { expandedHostName } from './tokens.ts';

/** A value of ssh_config, and where it is written. */
export interface Setting<T = string> {
  readonly value: T;
  /** `file:line`. */
  readonly at: string;
}

/** What ssh_config says about one host, in the words of the file. A keyword without a value is absent. */
export interface HostOptions {
  /** With `%h` expanded and in lower case, or the named host. */
  readonly hostName: string;
  /** The values of `KEYWORDS`, by keyword. The words of a list stay apart. */
  readonly settings: ReadonlyMap<Keyword, Setting<readonly string[]>>;
  /** In order. `IdentityFile` is the keyword whose values add up. */
  readonly identityFiles: readonly Setting[];
  /** A block that would say something about the host if a condition held that keyturn cannot judge. */
  readonly undecidable: Setting | undefined;
}

/** The keywords that keyturn heeds, or refuses. */
const KEYWORDS = [
  'hostname',
  'port',
  'user',
  'identitiesonly',
  'identityagent',
  'proxyjump',
  'proxycommand',
  'userknownhostsfile',
  'globalknownhostsfile',
  'hostkeyalias',
  'stricthostkeychecking',
  'canonicalizehostname',
  'revokedhostkeys',
  'bindaddress',
  'bindinterface',
  'certificatefile',
  'knownhostscommand',
  'pkcs11provider',
] as const;

export type Keyword = (typeof KEYWORDS)[number];

/** Who asks, as conditions want to know it. */
export interface Asker {
  readonly localUser: string;
}

/**
 * What the directives say about a host. Pure. The first value of a keyword wins, and of ProxyJump and ProxyCommand the
 * first of both. `ProxyJump none` keeps no command away, as measured with OpenSSH 9.2. After a `Match final` everything is read once more, with `HostName` as the name (ssh_config(5)).
 */
export function hostOptions(directives: readonly Directive[], host: string, { localUser }: Asker): HostOptions {
  const reader = new Reader(host, localUser);
  reader.read(directives, host, false);
  if (reader.wantsFinal) reader.read(directives, reader.hostName, true);
  return reader;
}

const IS_KEYWORD: ReadonlySet<string> = new Set(KEYWORDS);

class Reader implements HostOptions {
  readonly settings = new Map<Keyword, Setting<readonly string[]>>();
  readonly identityFiles: Setting[] = [];
  undecidable: Setting | undefined;
  wantsFinal = false;
  readonly #original: string;
  readonly #localUser: string;

  constructor(original: string, localUser: string) {
    this.#original = original;
    this.#localUser = localUser;
  }

  get hostName(): string {
    const written = this.settings.get('hostname')?.value[0];
    const name = written === undefined ? this.#original : expandedHostName(written, this.#original);
    return isIP(name) === 0 ? name.toLowerCase() : name;
  }

  read(directives: readonly Directive[], host: string, isFinal: boolean): void {
    this.#readBlock(directives, 'met', { host, isFinal });
  }

  /** `outer` is the verdict of the block that a file is included in, which a file cannot leave. */
  #readBlock(
    directives: readonly Directive[],
    outer: Verdict,
    pass: { readonly host: string; readonly isFinal: boolean },
  ): void {
    let current = outer;
    let condition = '';
    for (const { keyword, words, at, included } of directives) {
      if (keyword === 'host') {
        current = both(outer, hostMatches(words, this.#subject(pass)) ? 'met' : 'unmet');
      } else if (keyword === 'match') {
        const { verdict, wantsFinal } = matchVerdict(words, this.#subject(pass));
        this.wantsFinal ||= wantsFinal && !pass.isFinal;
        current = both(outer, verdict);
        condition = `Match ${words.join(' ')}`;
      } else if (included !== undefined) {
        this.#readBlock(included, current, pass);
      } else if (current === 'met') {
        this.#set(keyword, words, at);
      } else if (current === 'undecidable' && this.#wouldSet(keyword)) {
        this.undecidable ??= { value: condition === '' ? 'Match' : condition, at };
      }
    }
  }

  #subject({ host, isFinal }: { readonly host: string; readonly isFinal: boolean }): MatchSubject {
    const hostName = this.settings.has('hostname') ? this.hostName : host;
    const user = this.settings.get('user')?.value[0] ?? this.#localUser;
    return { original: this.#original, host, hostName, user, localUser: this.#localUser, isFinal };
  }

  #set(keyword: string, words: readonly string[], at: string): void {
    const [value] = words;
    if (value === undefined) return;
    if (keyword === 'identityfile') {
      if (!this.identityFiles.some((each) => each.value === value)) this.identityFiles.push({ value, at });
    } else if (isKeyword(keyword) && this.#wouldSet(keyword)) {
      this.settings.set(keyword, { value: words, at });
    }
  }

  #wouldSet(keyword: string): boolean {
    if (keyword === 'identityfile') return true;
    if (!isKeyword(keyword) || this.settings.has(keyword)) return false;
    if (keyword === 'proxyjump') return !this.settings.has('proxycommand');
    // ssh 9.2 goes on to a later ProxyCommand after `ProxyJump none`, but not to a later ProxyJump.
    return keyword !== 'proxycommand' || (this.settings.get('proxyjump')?.value[0] ?? 'none') === 'none';
  }
}

function isKeyword(keyword: string): keyword is Keyword {
  return IS_KEYWORD.has(keyword);
}

function both(outer: Verdict, inner: Verdict): Verdict {
  if (outer === 'unmet' || inner === 'unmet') return 'unmet';
  return outer === 'undecidable' || inner === 'undecidable' ? 'undecidable' : 'met';
}
