import { randomBytes } from 'node:crypto';
import type { Scheme } from '../scheme.js';

/** 256 random bits that any sender can keep. */
export function newTextSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Of a secret that may be any text: long enough not to be guessed, and nothing that a form would change. */
export const refuseTextSecret: Scheme['refuseSecret'] = (text) => {
  return /^[\x21-\x7e]{16,500}$/.test(text)
    ? undefined
    : {
        message: 'A secret has 16 to 500 printable characters and no spaces.',
        hint: 'Copy it again, or make a longer one at the sender.',
      };
};
