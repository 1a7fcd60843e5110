/** The system's names for what files and folders refuse, in words. The name stays beside them, for whoever looks it up. */

const WORDS: Record<string, string> = {
  EACCES: 'this user may not do that here',
  EBUSY: 'another program uses it',
  EDQUOT: 'the quota of this user is used up',
  EEXIST: 'something else is there already',
  EFBIG: 'the file is too large for this drive',
  EIO: 'the drive reports a fault',
  EISDIR: 'it is a folder',
  ELOOP: 'a link leads to itself',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'too many files are open on this machine',
  ENOENT: 'no such file or folder',
  ENOSPC: 'the drive is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENXIO: 'the device is not there',
  EPERM: 'the system does not allow it',
  EROFS: 'the drive can only be read',
  ETXTBSY: 'another program runs it',
}

/** "no such file or folder (ENOENT)" */
export function fileErrorWords(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown error'
  const words = WORDS[code]
  return words === undefined ? `the system says ${code}` : `${words} (${code})`
}
