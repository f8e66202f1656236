/** What a file of a simulated host is. */
export interface VirtualFile {
  readonly content: Buffer;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** `user:group`. */
  readonly owner: string;
  /** Milliseconds since the epoch, by the host's clock. */
  readonly mtimeMs: number;
  /** When content or attributes were last written; unlike `mtimeMs` it cannot be set back. */
  readonly ctimeMs: number;
}

/** A directory's own attributes. */
export interface VirtualDirectory {
  readonly mode: number;
  readonly owner: string;
  readonly mtimeMs: number;
}

/** What is not said is kept from the file that was there; a new one gets 0644 (directories 0755) and `root:root`. */
export interface Attributes {
  readonly mode?: number;
  readonly owner?: string;
  readonly mtimeMs?: number;
  /** Only for a file that is older than its host's simulation. */
  readonly ctimeMs?: number;
}

/**
 * The files of one simulated host, in memory. Paths are absolute; `.` and `..` are resolved. There are no links.
 * It knows modes and owners and leaves it to the programs to respect them (coreutils/access.ts): the world itself is root.
 */
export class VirtualFileSystem {
  readonly #files = new Map<string, VirtualFile>();
  readonly #directories = new Map<string, VirtualDirectory>();
  readonly #now: () => number;

  /** `now` is the host's clock in milliseconds since the epoch: it gives files their time. */
  constructor(now: () => number) {
    this.#now = now;
    this.#directories.set('/', { mode: 0o755, owner: 'root:root', mtimeMs: now() });
  }

  read(path: string): VirtualFile | undefined {
    return this.#files.get(normalPath(path));
  }

  /** Puts a file there, with the directories above it. Never over a directory: that is a bug of the caller, and throws. */
  write(path: string, content: string | Buffer, attributes: Attributes = {}): void {
    const normal = normalPath(path);
    if (this.#directories.has(normal)) throw new Error(`${normal} is a directory`);
    const before = this.#files.get(normal);
    this.#makeParent(normal);
    this.#files.set(normal, {
      // A copy: the writer may use its buffer again.
      content: Buffer.from(content),
      mode: attributes.mode ?? before?.mode ?? 0o644,
      owner: attributes.owner ?? before?.owner ?? 'root:root',
      mtimeMs: attributes.mtimeMs ?? this.#now(),
      ctimeMs: attributes.ctimeMs ?? this.#now(),
    });
  }

  /** Makes a directory and those above it; one that is there only takes the attributes that are given. */
  mkdir(path: string, attributes: Attributes = {}): void {
    const normal = normalPath(path);
    if (this.#files.has(normal)) throw new Error(`${normal} is a file`);
    const before = this.#directories.get(normal);
    if (before === undefined) this.#makeParent(normal);
    this.#directories.set(normal, {
      mode: attributes.mode ?? before?.mode ?? 0o755,
      owner: attributes.owner ?? before?.owner ?? 'root:root',
      mtimeMs: attributes.mtimeMs ?? before?.mtimeMs ?? this.#now(),
    });
  }

  exists(path: string): boolean {
    const normal = normalPath(path);
    return this.#files.has(normal) || this.#directories.has(normal);
  }

  isDirectory(path: string): boolean {
    return this.#directories.has(normalPath(path));
  }

  directory(path: string): VirtualDirectory | undefined {
    return this.#directories.get(normalPath(path));
  }

  /** Changes attributes and leaves content and time alone. Nothing there: nothing happens. */
  change(path: string, attributes: Attributes): void {
    const file = this.read(path);
    if (file !== undefined) this.write(path, file.content, { mtimeMs: file.mtimeMs, ...attributes });
    else if (this.isDirectory(path)) this.mkdir(path, attributes);
  }

  /** Names in a directory, sorted by bytes; empty where there is no such directory. */
  list(directory: string): readonly string[] {
    const normal = normalPath(directory);
    const prefix = normal === '/' ? '/' : `${normal}/`;
    const names: string[] = [];
    for (const paths of [this.#files, this.#directories]) {
      for (const path of paths.keys()) {
        if (path.startsWith(prefix) && path !== '/' && !path.slice(prefix.length).includes('/')) {
          names.push(path.slice(prefix.length));
        }
      }
    }
    return names.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  }

  /** Removes a file, or a directory with everything under it. */
  remove(path: string): void {
    const normal = normalPath(path);
    for (const paths of [this.#files, this.#directories]) {
      for (const each of paths.keys()) {
        if (each !== '/' && (each === normal || each.startsWith(`${normal}/`))) paths.delete(each);
      }
    }
  }

  #makeParent(path: string): void {
    const parent = parentPath(path);
    if (!this.#directories.has(parent)) this.mkdir(parent);
  }
}

/** What `normalPath` would leave as it is; no part of it begins with a dot. */
const NORMAL = /^(?:\/[^/.][^/]*)+$/;

/** The path without `.`, `..`, doubled and trailing slashes. A relative one starts at the root. */
export function normalPath(path: string): string {
  if (NORMAL.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directory that a path is in. */
export function parentPath(path: string): string {
  return normalPath(`${path}/..`);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return normalPath(path).split('/').at(-1) ?? '';
}
