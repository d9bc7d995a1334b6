/** What a prompt says about a GitHub issue, as far as it can be made out. */
export interface IssueFacts {
  title: string;
  repository: string | undefined;
  number: string | undefined;
  url: string | undefined;
  body: string | undefined;
}

const QUOTED = /[“"«]([^”"»\n]{6,160})[”"»]/;

/**
 * Finds an issue in a prompt, whether it is prose ("Issue #1 in a/b: …"), labelled lines ("Title: …") or JSON
 * (`"title": "…"`).
 */
export function readPrompt(prompt: string): IssueFacts {
  const url = /https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/\d+/.exec(prompt)?.[0];
  const [, fromUrl, numberInUrl] = /github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)/.exec(url ?? '') ?? [];
  const repository =
    fromUrl ??
    labelled(prompt, 'repo(?:sitory)?(?:[ _]?(?:full[ _]?)?name)?')?.match(/[\w.-]+(?:\/[\w.-]+)?/)?.[0] ??
    /\b(?:in|of|from) ([\w.-]+\/[\w.-]+)\b/.exec(prompt)?.[1];
  const title =
    labelled(prompt, '(?:issue )?title') ??
    /issue\s+#?\d+[^:\n]*:\s*["“]?([^"”\n]{4,160})/i.exec(prompt)?.[1] ??
    QUOTED.exec(prompt)?.[1] ??
    firstSentence(prompt);
  return {
    title: tidy(title),
    repository,
    number: numberInUrl ?? /#(\d+)/.exec(prompt)?.[1] ?? labelled(prompt, '(?:issue )?number')?.match(/\d+/)?.[0],
    url,
    body: labelled(prompt, '(?:issue )?(?:body|description)') ?? closingParagraph(prompt, title),
  };
}

/** The value of `Label: value` at the start of a line or of `"label": "value"` in JSON. */
function labelled(prompt: string, label: string): string | undefined {
  const json = new RegExp(`"${label}"\\s*:\\s*"((?:[^"\\\\]|\\\\.){1,2000})"`, 'i').exec(prompt)?.[1];
  const line = new RegExp(`^[\\s*_>-]*${label}[*_]*\\s*[:=][*_]*\\s*(.+)$`, 'im').exec(prompt)?.[1];
  const value = (json?.replaceAll(/\\[nr]/g, ' ').replaceAll('\\"', '"') ?? line)?.trim();
  return value === '' ? undefined : value;
}

/** A prompt that hands over an issue without naming its parts usually ends with the issue's text. */
function closingParagraph(prompt: string, title: string): string | undefined {
  const paragraphs = prompt.trim().split(/\n\s*\n/);
  const last = paragraphs.at(-1)?.trim();
  return paragraphs.length > 1 && last && !last.includes(title) ? last : undefined;
}

const tidy = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/^["“'«]+|["”'».,;]+$/g, '')
    .trim();

function firstSentence(text: string): string {
  return /[^.!?\n]{4,120}/.exec(text.trim())?.[0] ?? 'a new change';
}
