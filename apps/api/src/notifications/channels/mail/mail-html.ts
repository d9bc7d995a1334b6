import { escapeHtml } from './plain.js';
import type { MailContent } from './render-mail.js';

const soft = 'color:#5c6470';

/** The HTML part. Styles stand in the elements, because mail programs drop style sheets; nothing is loaded. */
export function htmlOf({ title, body, facts, quote, runbook, link, caution, reason, settings }: MailContent): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;background:#f6f7f9;color:#16181d;font:15px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #e3e6ea;border-radius:8px">
<h1 style="margin:0 0 8px;font-size:18px;line-height:1.35">${escapeHtml(title)}</h1>
<p style="margin:0 0 16px">${escapeHtml(body)}</p>
${rows(facts)}
${quote ? quoteOf(quote, caution) : ''}
${runbook ? runbookOf(runbook) : ''}
<p style="margin:20px 0 8px"><a href="${escapeHtml(link.address)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#4b45c6;color:#fff;font-weight:600;text-decoration:none">${escapeHtml(link.label)}</a></p>
<p style="margin:0;font-size:13px;${soft}">${escapeHtml(link.address)}</p>
</div>
<p style="max-width:560px;margin:16px auto 0;font-size:13px;${soft}">${escapeHtml(reason)} <a href="${escapeHtml(settings)}" style="${soft}">Choose what you are told</a>.</p>
</body>
</html>
`;
}

function quoteOf({ heading, fields, text }: NonNullable<MailContent['quote']>, caution: string): string {
  return `<div style="margin:16px 0 0;padding:12px 16px;border:1px solid #e3e6ea;border-left:4px solid #c78a12;border-radius:6px">
<p style="margin:0;font-weight:600">${escapeHtml(heading)}</p>
<p style="margin:0 0 10px;font-size:13px;${soft}">${escapeHtml(caution)}</p>
${rows(fields)}
${text === '' ? '' : `<div style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(text)}</div>`}
</div>`;
}

function runbookOf({ heading, text }: NonNullable<MailContent['runbook']>): string {
  return `<div style="margin:16px 0 0;padding:12px 16px;border:1px solid #e3e6ea;border-radius:6px">
<p style="margin:0 0 10px;font-weight:600">${escapeHtml(heading)}</p>
<div style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(text)}</div>
</div>`;
}

function rows(fields: readonly { name: string; value: string }[]): string {
  if (fields.length === 0) return '';
  const row = ({ name, value }: { name: string; value: string }) =>
    `<tr><td style="padding:2px 16px 2px 0;vertical-align:top;white-space:nowrap;${soft}">${escapeHtml(name)}</td><td style="padding:2px 0;overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`;
  return `<table role="presentation" style="border-collapse:collapse;font-size:14px">${fields.map(row).join('')}</table>`;
}
