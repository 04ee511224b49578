/** What this server takes although the contract, read by the letter, has it wrong: by line, what, and why. */
const ACCEPTED: readonly (readonly [line: RegExp, what: RegExp, because: string])[] = [
  [/\/(message|ai\/message)\/(send|notify)$/, /^content missing/, 'file messages of the guide leave it out (section 6)'],
];

/** Whether it is right that a bad input is taken. */
export function acceptsMore(line: string, what: string): boolean {
  return ACCEPTED.some(([lines, inputs]) => lines.test(line) && inputs.test(what));
}
