/** What this server takes although the contract, read by the letter, has it wrong: by line, what, and why. */
const ACCEPTED: readonly (readonly [line: RegExp, what: RegExp, because: string])[] = [
  [
    /\/(message|ai\/message)\/(send|notify)$/,
    /^content missing/,
    'file messages of the guide leave it out (section 6)',
  ],
  [/GET \/message\/conversation$/, /limit past int32/, 'a page is cut to its most rows, however many are asked for'],
  [/\/user\/settings$/, /^user_id missing/, 'settings are partial, and the caller is known by the token'],
  [
    /\/user\/(public|private)$/,
    /^body (a number|a list|an object|null)/,
    'the body is a text, and JSON is a text as well',
  ],
  [/GET \/app\/config$/, /platform past int32/, 'a client of a platform that this server does not know may ask'],
  [/\/user\/token\/unbind$/, /deviceSn past int32/, 'serial numbers are unsigned on the socket (xsync.proto, XID)'],
];

/** Whether it is right that a bad input is taken. */
export function acceptsMore(line: string, what: string): boolean {
  return ACCEPTED.some(([lines, inputs]) => lines.test(line) && inputs.test(what));
}
