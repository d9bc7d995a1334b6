const MARK = '=?';
/** An encoded word has at most 75 characters (RFC 2047 2); so many bytes of UTF-8 fit in one as base64. */
const BYTES_A_WORD = 45;

type SubjectFields = { subject: string } | { headers: { Subject: { prepared: true; value: string } } };

/**
 * A subject as nodemailer takes it, such that the reader sees what was written: a text that looks like an encoded word
 * (`=?utf-8?B?…?=`, RFC 2047) would be read as what it stands for, so it is encoded itself.
 */
export function subjectFields(subject: string): SubjectFields {
  if (!subject.includes(MARK)) return { subject };
  return { headers: { Subject: { prepared: true, value: encodedWords(subject).join('\r\n ') } } };
}

function encodedWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > BYTES_A_WORD) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`);
}
