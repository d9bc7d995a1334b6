// What the scripts say to a person. No dependencies: this runs before anything is installed.

/** A problem a person can solve: printed as words, without a stack. */
export class Problem extends Error {
  name = 'Problem';
}

// What is said may go to a file on a full disk, or to a terminal that was closed. Neither ends what runs.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const started = performance.now();
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const dim = (text) => paint('2', text);
export const bold = (text) => paint('1', text);
export const green = (text) => paint('32', text);
export const red = (text) => paint('31', text);
const yellow = (text) => paint('33', text);

/** What a terminal acts on, or shows in another order, instead of showing it. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text that others wrote, as one line that only says something. */
export const plain = (text) => text.replace(UNSEEN, '\ufffd');

/** JSON that a terminal shows as it is. Between its texts there are only line breaks of such characters. */
export function plainJson(value) {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line, stamped with the seconds since the script began. */
export function say(text) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  process.stdout.write(`${dim(`${seconds}s`)} ${text}\n`);
}

export function warn(text) {
  say(`${yellow('!')} ${text}`);
}

/** Seconds since the script began. */
export const elapsed = () => (performance.now() - started) / 1000;

/** Why a file could not be written (errno(3)), and what a person can do about it. */
const unwritable = {
  EROFS: 'the file system is read-only. Mount it writable, or name another folder',
  EACCES: 'this account may not write there. Give it the right to, or name another folder',
  EPERM: 'this account may not do that there. Give it the right to, or name another folder',
  ENOSPC: 'the disk is full. Free some space',
  EDQUOT: 'the quota for this disk is used up. Free some space',
};

/** An error of the file system as words; undefined when it is something else. */
function fileProblem({ code, path, dest }) {
  const reason = unwritable[code];
  if (reason === undefined || path === undefined) return undefined;
  return `${dest ?? path} could not be written: ${reason}, and start again. State, logs and secrets are in JARVIS_HOME (.jarvis in the repository unless it is set).`;
}

/** Prints an error the way a person can use it; anything but a Problem keeps its stack. */
export function printError(error) {
  const words = error instanceof Problem ? error.message : (fileProblem(error ?? {}) ?? error?.stack ?? String(error));
  process.stderr.write(`\n${red('✗')} ${words.split('\n').map(plain).join('\n')}\n`);
  if (error instanceof Problem && error.cause) {
    process.stderr.write(`${dim(`  cause: ${plain(String(error.cause.message ?? error.cause))}`)}\n`);
  }
}
