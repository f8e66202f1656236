import { absolutePath, readAs, writeAs, writeRefusal } from '../coreutils/access.ts';
import type { VirtualFileSystem } from '../file-system.ts';
import { inputOf, NOWHERE, type Sink, type Streams } from './streams.ts';

/** A redirection whose target is known. */
export type Opened =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'write' | 'append'; readonly fd: 1 | 2; readonly path: string }
  | { readonly kind: 'duplicate'; readonly fd: 1 | 2; readonly from: 1 | 2 };

/**
 * The streams after redirections, applied from left to right. A returned text is the reason of a failure, in the
 * shell's words.
 */
export function redirected(
  streams: Streams,
  redirections: readonly Opened[],
  place: { readonly files: VirtualFileSystem; readonly user: string },
): Streams | string {
  let { input, output, errors } = streams;
  for (const redirection of redirections) {
    switch (redirection.kind) {
      case 'read': {
        const read = readAs(place.files, redirection.path, place.user);
        if ('refusal' in read) return `cannot open ${redirection.path}: ${shortened(read.refusal)}`;
        input = inputOf(read.content);
        break;
      }
      case 'write':
      case 'append': {
        const sink = fileSink(redirection, place);
        if (typeof sink === 'string') return sink;
        if (redirection.fd === 1) output = sink;
        else errors = sink;
        break;
      }
      case 'duplicate':
        if (redirection.fd === 1) output = redirection.from === 1 ? output : errors;
        else errors = redirection.from === 1 ? output : errors;
        break;
    }
  }
  return { input, output, errors };
}

function fileSink(
  { kind, path }: { readonly kind: 'write' | 'append'; readonly path: string },
  { files, user }: { readonly files: VirtualFileSystem; readonly user: string },
): Sink | string {
  if (path === '/dev/null') return NOWHERE;
  const refusal = writeRefusal(files, path, user);
  if (refusal !== undefined) {
    return `cannot create ${path}: ${refusal === 'No such file or directory' ? 'Directory nonexistent' : refusal}`;
  }
  const absolute = absolutePath(path, user);
  if (kind === 'write' || !files.exists(absolute)) writeAs(files, absolute, user, Buffer.alloc(0));
  return {
    write: (data) => {
      const before = files.read(absolute)?.content ?? Buffer.alloc(0);
      if (data.length > 0) writeAs(files, absolute, user, Buffer.concat([before, data]));
    },
  };
}

/** The shell prints shorter reasons than the C library. */
function shortened(refusal: string): string {
  return refusal === 'No such file or directory' ? 'No such file' : refusal;
}
