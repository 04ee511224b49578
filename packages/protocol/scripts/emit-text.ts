/** The first lines of every generated file. */
export const GENERATED_HEADER = `// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.
`;

const LINE_WIDTH = 120;

/** A docstring of one line where it fits, of one line per paragraph (wrapped) where it does not. */
export function docstring(paragraphs: readonly string[], indent: number): string {
  const pad = ' '.repeat(indent);
  const sentences = paragraphs.map(sentence);
  const single = `${pad}/** ${sentences.join(' ')} */\n`;
  if (sentences.length === 1 && single.length <= LINE_WIDTH + 1) return single;
  const lines = sentences.flatMap((paragraph) => wrap(paragraph, LINE_WIDTH - indent - 3));
  return `${pad}/**\n${lines.map((line) => `${pad} * ${line}\n`).join('')}${pad} */\n`;
}

/** A named import that is broken over lines as the formatter would. */
export function importOf(names: readonly string[], from: string, keyword = 'import'): string {
  const single = `${keyword} { ${names.join(', ')} } from '${from}';\n`;
  if (single.length <= LINE_WIDTH + 1) return single;
  return `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}';\n`;
}

function sentence(text: string): string {
  const flat = text.replace(/\s*\n\s*/g, ' ').trim();
  const first = flat.charAt(0).toUpperCase() + flat.slice(1);
  // `deviceSN`-like names and code keep their case: only a plain word starts a sentence.
  const start = /^[a-z]+\b(?![|_])/.test(flat) ? first : flat;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
