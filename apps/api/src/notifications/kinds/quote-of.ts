import type { Preview } from '@jarvis/connector-kit';
import type { Quote } from '../notice.js';

/** A preview in words. Markup of a mail is left out: its text says the same, and nothing of it can act here. */
export function quoteOf(preview: Preview): Quote {
  switch (preview.kind) {
    case 'post':
      return {
        heading: 'The post as it would appear',
        fields: preview.replyTo === undefined ? [] : [{ name: 'In reply to', value: preview.replyTo }],
        text: preview.text,
      };
    case 'mail':
      return {
        heading: 'The mail as it would be sent',
        fields: [
          { name: 'To', value: preview.to.join(', ') },
          ...(preview.cc.length > 0 ? [{ name: 'Cc', value: preview.cc.join(', ') }] : []),
          { name: 'Subject', value: preview.subject },
        ],
        text: preview.text,
      };
    case 'http':
      return {
        heading: 'The request as it would be sent',
        fields: [
          { name: preview.method, value: preview.url },
          ...Object.entries(preview.headers).map(([name, value]) => ({ name, value })),
        ],
        ...(preview.body === undefined ? {} : { text: preview.body }),
      };
    case 'record':
      return { heading: preview.title, fields: preview.fields };
    case 'text':
      return { heading: 'The text', fields: [], text: preview.text };
  }
}
