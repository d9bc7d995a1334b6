// What the scripts say to a person. No dependencies: this runs before anything is installed.

/** A problem a person can solve: printed as words, without a stack. */
export class Problem extends Error {
  name = 'Problem';
}

const started = performance.now();
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const dim = (text) => paint('2', text);
export const bold = (text) => paint('1', text);
export const green = (text) => paint('32', text);
export const red = (text) => paint('31', text);
const yellow = (text) => paint('33', text);

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

/** Prints an error the way a person can use it; anything but a Problem keeps its stack. */
export function printError(error) {
  const words = error instanceof Problem ? error.message : (error?.stack ?? String(error));
  process.stderr.write(`\n${red('✗')} ${words}\n`);
  if (error instanceof Problem && error.cause) {
    process.stderr.write(`${dim(`  cause: ${error.cause.message ?? error.cause}`)}\n`);
  }
}
