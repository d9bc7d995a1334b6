// Small changes of source texts: a line of imports, an entry of a list. The caller formats what comes out.

/** Puts an import beside those that begin alike, in their order. */
export const addImport = (line, alike) => (text) => {
  const lines = text.split('\n');
  const found = lines.flatMap((one, index) => (alike.test(one) ? [index] : []));
  if (found.length === 0) return text;
  const keyOf = (one) => one.slice(one.indexOf("'"));
  const before = found.find((index) => keyOf(lines[index]) > keyOf(line));
  lines.splice(before ?? found.at(-1) + 1, 0, line);
  return lines.join('\n');
};

/** Adds an entry at the end of the list, object or union that begins after `start` and ends with `end`. */
export const addEntry =
  (entry, { start, end }) =>
  (text) => {
    const from = text.indexOf(start);
    const to = text.indexOf(end, from + start.length);
    if (from === -1 || to === -1) return text;
    const inside = text.slice(from + start.length, to).replace(/,?\s*$/, '');
    return `${text.slice(0, from + start.length)}${inside}${entry}${text.slice(to)}`;
  };

/** Puts lines before a text that is there once. */
export const addBefore = (lines, mark) => (text) =>
  text.includes(mark) ? text.replace(mark, () => `${lines}${mark}`) : text;

/** `list-mentions` → `listMentions`. */
export const camel = (name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
export const pascal = (name) => camel(name).replace(/^./, (letter) => letter.toUpperCase());
/** `list-mentions` → `List mentions`. */
export const inWords = (name) => name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
