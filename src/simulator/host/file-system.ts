/** A file of a simulated host. */
export interface VirtualFile {
  readonly content: Buffer;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** `user:group`. */
  readonly owner: string;
  /** Milliseconds since the epoch, by the host's clock. */
  readonly mtimeMs: number;
  /** The last write of content or attributes. Unlike `mtimeMs`, the value cannot be set back. */
  readonly ctimeMs: number;
}

/** A directory's own attributes. */
export interface VirtualDirectory {
  readonly mode: number;
  readonly owner: string;
  readonly mtimeMs: number;
}

/** A missing attribute is kept from the existing file. A new file gets 0644 (directories 0755) and `root:root`. */
export interface Attributes {
  readonly mode?: number;
  readonly owner?: string;
  readonly mtimeMs?: number;
  /** Only for a file older than its host's simulation. */
  readonly ctimeMs?: number;
}

/**
 * The files of one simulated host, in memory. Paths are absolute, and `.` and `..` are resolved. Links are not
 * simulated. The file system stores modes and owners, and the programs respect both (coreutils/access.ts). The world
 * itself is root.
 */
export class VirtualFileSystem {
  readonly #files = new Map<string, VirtualFile>();
  readonly #directories = new Map<string, VirtualDirectory>();
  readonly #now: () => number;

  /** `now` is the host's clock in milliseconds since the epoch, and gives files their time. */
  constructor(now: () => number) {
    this.#now = now;
    this.#directories.set('/', { mode: 0o755, owner: 'root:root', mtimeMs: now() });
  }

  read(path: string): VirtualFile | undefined {
    return this.#files.get(normalPath(path));
  }

  /**
   * Writes a file and creates missing parent directories. Throws on an existing directory, because the call would be a
   * bug of the caller.
   */
  write(path: string, content: string | Buffer, attributes: Attributes = {}): void {
    const normal = normalPath(path);
    if (this.#directories.has(normal)) throw new Error(`${normal} is a directory`);
    const before = this.#files.get(normal);
    this.#makeParent(normal);
    this.#files.set(normal, {
      // A copy, because the writer may reuse its buffer.
      content: Buffer.from(content),
      mode: attributes.mode ?? before?.mode ?? 0o644,
      owner: attributes.owner ?? before?.owner ?? 'root:root',
      mtimeMs: attributes.mtimeMs ?? this.#now(),
      ctimeMs: attributes.ctimeMs ?? this.#now(),
    });
  }

  /** Makes a directory and its parents. An existing directory only takes the given attributes. */
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

  /** Changes attributes and leaves content and time unchanged. A missing path changes nothing. */
  change(path: string, attributes: Attributes): void {
    const file = this.read(path);
    if (file !== undefined) this.write(path, file.content, { mtimeMs: file.mtimeMs, ...attributes });
    else if (this.isDirectory(path)) this.mkdir(path, attributes);
  }

  /** Names in a directory in byte order, or no names for a missing directory. */
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

  /** Removes a file, or a directory with everything in it. */
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

/** Paths that `normalPath` would return unchanged, with no part beginning with a dot. */
const NORMAL = /^(?:\/[^/.][^/]*)+$/;

/** The path without `.`, `..`, doubled and trailing slashes. A relative path starts at the root. */
export function normalPath(path: string): string {
  if (NORMAL.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directory of a path. */
export function parentPath(path: string): string {
  return normalPath(`${path}/..`);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return normalPath(path).split('/').at(-1) ?? '';
}
