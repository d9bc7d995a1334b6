/**
 * An address that a person may be led to: of the web, in its plain form. Undefined for everything else, since a page
 * would run what `javascript:` or `data:` says.
 */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
