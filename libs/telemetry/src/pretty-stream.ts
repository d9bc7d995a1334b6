import type { DestinationStream } from 'pino';

const quiet = new Set(['level', 'time', 'name', 'msg', 'pid', 'hostname']);

function readable(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== 'object' || entry === null) return line;
  const fields = new Map<string, unknown>(Object.entries(entry));
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const rest = [...fields]
    .filter(([name, value]) => !quiet.has(name) && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const words = [text('time').slice(11, 23), text('level').padEnd(5), text('name'), text('msg')];
  return `${[...words, ...rest].join(' ').trimEnd()}\n`;
}

/** One line a person can read instead of JSON; no worker thread, so nothing is lost at exit. */
export function prettyStream(target: { write(text: string): unknown }): DestinationStream {
  return {
    write(line) {
      target.write(readable(line));
    },
  };
}
