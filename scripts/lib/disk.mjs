import { statfsSync } from 'node:fs';

/** PostgreSQL adds to its log in pieces of 16 MB; with less than two of them it cannot even come back. */
const leastBytes = 32 * 1024 * 1024;

/** Megabytes free at a path for an ordinary account. */
function freeMegabytes(path) {
  const { bavail, bsize } = statfsSync(path);
  return (bavail * bsize) / 1024 / 1024;
}

/** Whether there is too little room at a path to go on; where nobody can tell there is enough. */
export function isDiskFull(path) {
  try {
    return freeMegabytes(path) * 1024 * 1024 < leastBytes;
  } catch {
    return false;
  }
}

/** The same in words. */
export function roomInWords(path) {
  return `${Math.floor(freeMegabytes(path))} MB free at ${path}, ${leastBytes / 1024 / 1024} MB needed`;
}
