import { diffLines, diffWordsWithSpace } from 'diff';

export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Word by word: for texts a person edits. */
export function wordDiff(before: string, after: string): DiffPart[] {
  return diffWordsWithSpace(before, after).map(toPart);
}

export interface DiffLine extends DiffPart {
  /** Line number in the new text; null for a removed line. */
  number: number | null;
}

/** Line by line: for YAML. */
export function lineDiff(before: string, after: string): DiffLine[] {
  let number = 0;
  return diffLines(before, after).flatMap((change) => {
    const { kind, text } = toPart(change);
    return text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => ({ kind, text: line, number: kind === 'removed' ? null : ++number }));
  });
}

/** Keeps changed lines with some around them; null marks what was left out. */
export function foldDiff(lines: readonly DiffLine[], around = 3): (DiffLine | null)[] {
  const keep = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind === 'same') return;
    for (let near = index - around; near <= index + around; near++) keep.add(near);
  });
  const folded: (DiffLine | null)[] = [];
  lines.forEach((line, index) => {
    if (keep.has(index)) folded.push(line);
    else if (folded.at(-1) !== null) folded.push(null);
  });
  return folded;
}

function toPart({ added, removed, value }: { added: boolean; removed: boolean; value: string }): DiffPart {
  return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
}
