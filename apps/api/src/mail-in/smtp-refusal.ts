/** A refusal in the words of SMTP: its reply code, and the enhanced code (RFC 3463) before the sentence. */
export class SmtpRefusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

export const noSuchAddress = () => new SmtpRefusal(550, '5.1.1 There is no such address here.');
export const closed = () => new SmtpRefusal(550, '5.2.1 This address takes no mails at present.');
export const tooLarge = () => new SmtpRefusal(552, '5.3.4 The mail is larger than 10 MB.');
export const unreadable = () => new SmtpRefusal(554, '5.6.0 The mail could not be read.');
/** 421: the connection ends with it. */
export const tooMany = (code: 450 | 421 = 450) =>
  new SmtpRefusal(code, '4.7.1 Too many mails at once. Try again in a minute.');
export const comeAgain = () => new SmtpRefusal(451, '4.3.0 The mail could not be taken now. Try again later.');
