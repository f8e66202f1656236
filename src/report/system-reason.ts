/** The system's codes in words. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ECONNREFUSED: 'nothing listens there any more',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'it is too large',
  EINVAL: 'invalid argument',
  EIO: 'input/output error',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a directory',
  ENXIO: 'no such device',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

/** A bare code with its words, as `no such file or directory (ENOENT)`. Any other text stays unchanged. */
export function systemReason(reason: string): string {
  const words = WORDS[reason];
  return words === undefined ? reason : `${words} (${reason})`;
}

/** Whether a reason is a code of the system. */
export function isSystemReason(reason: string): boolean {
  return Object.hasOwn(WORDS, reason);
}
