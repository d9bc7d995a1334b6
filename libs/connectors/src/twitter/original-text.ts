import { z } from 'zod';

const UrlEntity = z.object({ url: z.string(), expanded_url: z.string().optional() });

/** The part of a post that {@link originalText} reads; needs the field `entities`. */
export const PostText = z.object({
  text: z.string(),
  entities: z.object({ urls: z.array(UrlEntity).optional() }).optional(),
});

/** Undoes what X does to a text: addresses become t.co links, `&`, `<` and `>` become entities. */
export function originalText(post: z.infer<typeof PostText>): string {
  const expanded = (post.entities?.urls ?? []).reduce(
    (text, { url, expanded_url: full }) => (full ? text.replaceAll(url, full) : text),
    post.text,
  );
  return expanded.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
