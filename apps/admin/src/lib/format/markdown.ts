/** What of Markdown a runbook needs: headings, lists, code, links, bold text. Everything else stays as it was typed. */

export type Inline = { kind: 'text' | 'code' | 'strong'; text: string } | { kind: 'link'; text: string; href: string };

export type Block =
  | { kind: 'heading' | 'paragraph'; parts: Inline[] }
  | { kind: 'item'; mark: string; parts: Inline[] }
  | { kind: 'code'; text: string };

const FENCE = /^```/;
const HEADING = /^#{1,6} +(.+)$/;
const ITEM = /^ *(?:([-*+])|(\d{1,3}[.)])) +(.+)$/;
const ADDRESS = String.raw`https?:\/\/[^\s<>)\]]+`;
const PARTS = new RegExp(
  String.raw`\[([^\]\n]{1,300})\]\((${ADDRESS})\)|(${ADDRESS})|\x60([^\x60\n]+)\x60|\*\*([^*\n]+)\*\*`,
  'g',
);

/** Reads a text block by block. It makes no markup of its own: what is drawn from it cannot be more than text and links. */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', parts: readInlines(paragraph.join('\n')) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const heading = HEADING.exec(line)?.[1];
    const item = ITEM.exec(line);
    if (FENCE.test(line)) {
      endParagraph();
      const end = lines.findIndex((one, index) => index > at && FENCE.test(one));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last;
    } else if (heading !== undefined) {
      endParagraph();
      blocks.push({ kind: 'heading', parts: readInlines(heading) });
    } else if (item) {
      endParagraph();
      blocks.push({ kind: 'item', mark: item[2] ?? '•', parts: readInlines(item[3] ?? '') });
    } else if (line.trim() === '') endParagraph();
    else paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

function readInlines(text: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const found of text.matchAll(PARTS)) {
    const [whole, label, target, bare, code, strong] = found;
    if (found.index > at) parts.push({ kind: 'text', text: text.slice(at, found.index) });
    const href = target ?? bare;
    if (href !== undefined) parts.push({ kind: 'link', text: label ?? href, href });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else parts.push({ kind: 'strong', text: strong ?? whole });
    at = found.index + whole.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}
