/** One request of a curl call. */
export interface CurlRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | undefined;
  readonly output: string | undefined;
  readonly writeOut: string;
  /** Headers and trailers are printed before and after the body. */
  readonly dumpsHeader: boolean;
  readonly unixSocket: string | undefined;
  /** HTTP/2 from the first byte, or if TLS agrees on HTTP/2. */
  readonly http2: 'at-once' | 'negotiated' | undefined;
  /** Certificate and key files, which must exist. */
  readonly files: readonly string[];
}

interface Draft {
  url: string;
  method: string | undefined;
  headers: Map<string, string>;
  body: string | undefined;
  output: string | undefined;
  writeOut: string;
  dumpsHeader: boolean;
  unixSocket: string | undefined;
  http2: CurlRequest['http2'];
  files: string[];
}

const WITH_VALUE: Readonly<Record<string, string>> = {
  '-X': 'request',
  '--request': 'request',
  '-H': 'header',
  '--header': 'header',
  '-d': 'data',
  '--data': 'data',
  '--data-binary': 'data',
  '-o': 'output',
  '--output': 'output',
  '-w': 'write-out',
  '--write-out': 'write-out',
  '--max-time': 'max-time',
  '--noproxy': 'noproxy',
  '--cacert': 'cacert',
  '--cert': 'cert',
  '--key': 'key',
  '--parallel-max': 'parallel-max',
  '--config': 'config',
  '--dump-header': 'dump-header',
  '--unix-socket': 'unix-socket',
};
const FLAGS = new Set(['-q', '-s', '-S', '-sS', '--silent', '--show-error', '--parallel']);

/** Reads curl's words. A returned text is the first unsimulated word. */
export function parseCurl(
  words: readonly string[],
): { readonly request: CurlRequest; readonly readsConfig: boolean } | string {
  const draft = emptyDraft();
  let readsConfig = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (FLAGS.has(word)) continue;
    if (word === '--http2' || word === '--http2-prior-knowledge') {
      draft.http2 = word === '--http2' ? 'negotiated' : 'at-once';
      continue;
    }
    const option = WITH_VALUE[word];
    if (option === undefined) {
      if (word.startsWith('-')) return word;
      draft.url = word;
      continue;
    }
    index += 1;
    const value = words[index] ?? '';
    if (option === 'config') {
      if (value !== '-') return `${word} ${value}`;
      readsConfig = true;
    } else if (!apply(draft, option, value)) {
      return word;
    }
  }
  return { request: finish(draft), readsConfig };
}

/** Reads a config file of curl with `name = "value"` lines and requests separated by `next`. */
export function parseCurlConfig(text: string): readonly CurlRequest[] | string {
  const requests: CurlRequest[] = [];
  let draft = emptyDraft();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (line.trim() === 'next') {
      requests.push(finish(draft));
      draft = emptyDraft();
      continue;
    }
    const [, name = '', quoted, plain] = /^\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*$/.exec(line) ?? [];
    const value = quoted?.replaceAll('\\"', '"') ?? plain ?? '';
    if (name === 'url') draft.url = value;
    else if (!apply(draft, name, value)) return line;
  }
  if (draft.url !== '') requests.push(finish(draft));
  return requests;
}

function emptyDraft(): Draft {
  return {
    url: '',
    method: undefined,
    headers: new Map(),
    body: undefined,
    output: undefined,
    writeOut: '',
    dumpsHeader: false,
    unixSocket: undefined,
    http2: undefined,
    files: [],
  };
}

function apply(draft: Draft, option: string, value: string): boolean {
  switch (option) {
    case 'request':
      draft.method = value;
      return true;
    case 'header': {
      const cut = value.indexOf(':');
      draft.headers.set(value.slice(0, cut).toLowerCase(), value.slice(cut + 1).trim());
      return true;
    }
    case 'data':
      draft.body = value;
      return true;
    case 'output':
      draft.output = value;
      return value === '/dev/null';
    case 'write-out':
      draft.writeOut = value;
      return true;
    case 'dump-header':
      draft.dumpsHeader = true;
      return value === '-';
    case 'unix-socket':
      draft.unixSocket = value;
      return true;
    case 'cacert':
    case 'cert':
    case 'key':
      draft.files.push(value);
      return true;
    case 'max-time':
    case 'noproxy':
    case 'parallel-max':
      return true;
    default:
      return false;
  }
}

function finish(draft: Draft): CurlRequest {
  return { ...draft, method: draft.method ?? (draft.body === undefined ? 'GET' : 'POST') };
}
