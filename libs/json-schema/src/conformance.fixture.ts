/** Cases that come out otherwise, by file, each with its reason. */
export const EXCLUDED: Readonly<Record<string, { reason: string; cases: readonly string[] }>> = {
  enum: {
    reason: 'An empty list of choices fits nothing; the library refuses the schema, and so does checkSchema.',
    cases: ['empty enum'],
  },
  properties: {
    reason: 'A field named __proto__ is refused at every edge of Jarvis before a schema is asked.',
    cases: ['properties whose names are Javascript object property names: __proto__ not valid'],
  },
  'optional/format/date-time': {
    reason:
      'ajv-formats: a little more lenient than RFC 3339 about offsets and leap seconds, stricter about fractions.',
    cases: [
      'validation of date-time strings: a numeric offset without minutes is invalid',
      'validation of date-time strings: hour 24 is invalid even with a leap second',
      'validation of date-time strings: a second fraction of fifteen nines is valid',
    ],
  },
  'optional/format/duration': {
    reason: 'ajv-formats: units may be left out in the middle.',
    cases: [
      'validation of duration strings: years and days cannot appear without months',
      'validation of duration strings: hours and seconds cannot appear without minutes',
    ],
  },
  'optional/format/email': {
    reason: 'ajv-formats: no quoted local parts and no address literals.',
    cases: [
      'validation of e-mail addresses: a quoted string with a space in the local part is valid',
      'validation of e-mail addresses: a quoted string with a double dot in the local part is valid',
      'validation of e-mail addresses: a quoted string with a @ in the local part is valid',
      'validation of e-mail addresses: an IPv4-address-literal after the @ is valid',
      'validation of e-mail addresses: an IPv6-address-literal after the @ is valid',
    ],
  },
  'optional/format/hostname': {
    reason: 'ajv-formats: the letters within an A-label (RFC 5892) are not checked.',
    cases: [
      'validation of host names: trailing dot',
      'validation of A-label (punycode) host names: invalid Punycode',
      'validation of A-label (punycode) host names: contains illegal char U+302E Hangul single dot tone mark',
      'validation of A-label (punycode) host names: Begins with a Spacing Combining Mark',
      'validation of A-label (punycode) host names: Begins with a Nonspacing Mark',
      'validation of A-label (punycode) host names: Begins with an Enclosing Mark',
      'validation of A-label (punycode) host names: Exceptions that are DISALLOWED, right-to-left chars',
      'validation of A-label (punycode) host names: Exceptions that are DISALLOWED, left-to-right chars',
      "validation of A-label (punycode) host names: MIDDLE DOT with no preceding 'l'",
      'validation of A-label (punycode) host names: MIDDLE DOT with nothing preceding',
      "validation of A-label (punycode) host names: MIDDLE DOT with no following 'l'",
      'validation of A-label (punycode) host names: MIDDLE DOT with nothing following',
      'validation of A-label (punycode) host names: Greek KERAIA not followed by Greek',
      'validation of A-label (punycode) host names: Greek KERAIA not followed by anything',
      'validation of A-label (punycode) host names: Hebrew GERESH not preceded by Hebrew',
      'validation of A-label (punycode) host names: Hebrew GERESH not preceded by anything',
      'validation of A-label (punycode) host names: Hebrew GERSHAYIM not preceded by Hebrew',
      'validation of A-label (punycode) host names: Hebrew GERSHAYIM not preceded by anything',
      'validation of A-label (punycode) host names: KATAKANA MIDDLE DOT with no Hiragana, Katakana, or Han',
      'validation of A-label (punycode) host names: KATAKANA MIDDLE DOT with no other characters',
      'validation of A-label (punycode) host names: Arabic-Indic digits mixed with Extended Arabic-Indic digits',
      'validation of A-label (punycode) host names: ZERO WIDTH JOINER not preceded by Virama',
      'validation of A-label (punycode) host names: ZERO WIDTH JOINER not preceded by anything',
      'validation of A-label (punycode) host names: contains "--" in the 3rd and 4th position',
    ],
  },
  'optional/format/uri': {
    reason: 'ajv-formats: rare forms of authority and path.',
    cases: [
      'validation of URIs: non-numeric port is invalid',
      'validation of URIs: leading zero in an embedded IPv4 address is invalid',
      'validation of URIs: square brackets are not allowed in a path segment',
    ],
  },
  'optional/format/uri-reference': {
    reason: 'ajv-formats: rare forms of authority and path.',
    cases: [
      'validation of URI References: a double quote in a path',
      'validation of URI References: square brackets outside an authority',
      'validation of URI References: a non-numeric port in a network-path reference',
      'validation of URI References: more than one at-sign in the authority',
      'validation of URI References: a leading zero in the IPv4 part of an IPv6 literal',
      'validation of URI References: a colon in the first segment of a relative-path reference',
    ],
  },
  'optional/format/uuid': {
    reason: 'ajv-formats takes urn:uuid: too.',
    cases: ['uuid format: URN prefixed UUID is invalid'],
  },
};
