import { escapeMarkdown, SEARCH_ATTRIBUTES, slugOf } from '@jarvis/plan';

interface Described {
  name: string;
  version: number | undefined;
  /** What starts it, in words. */
  trigger: string;
  link: { text: string; url: string };
}

/** What Temporal UI says of a workflow. It renders Markdown, so words from outside are escaped; the link is ours. */
export function wordsForTemporal({ name, version, trigger, link }: Described): {
  staticSummary: string;
  staticDetails: string;
} {
  const title = `**${escapeMarkdown(name)}**${version === undefined ? '' : `, version ${version}`}`;
  return {
    staticSummary: escapeMarkdown(name.slice(0, 200)),
    staticDetails: [title, escapeMarkdown(trigger), `[${link.text}](${link.url})`].join('\n\n'),
  };
}

/** What Temporal's lists can be searched by. */
export function attributesForTemporal({
  name,
  observatoryId,
  kind,
  ruleId,
}: {
  name: string;
  observatoryId: string;
  kind: string;
  ruleId: string | undefined;
}) {
  const slug = slugOf(name);
  return [
    ...(slug === undefined ? [] : [keyword(SEARCH_ATTRIBUTES.name, slug)]),
    keyword(SEARCH_ATTRIBUTES.observatory, observatoryId),
    keyword(SEARCH_ATTRIBUTES.kind, kind),
    ...(ruleId === undefined ? [] : [keyword(SEARCH_ATTRIBUTES.rule, ruleId)]),
  ];
}

function keyword(name: string, value: string) {
  return { key: { name, type: 'KEYWORD' as const }, value };
}
