import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** What the whole SDK may weigh in a page, minified and gzipped. */
const maxBytes = 45 * 1024;

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const output = await build({
  configFile: false,
  logLevel: 'silent',
  // Not the `lib` mode, which leaves white space in modules: a page's build takes it out.
  build: {
    ...{ write: false, minify: 'oxc', target: 'es2023', modulePreload: false },
    rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
  },
});

const bundles = Array.isArray(output) ? output : [output];
const code = bundles
  .flatMap((bundle) => ('output' in bundle ? bundle.output : []))
  .flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []))
  .join('\n');
const bytes = gzipSync(code, { level: 9 }).length;

console.log(`@warbler/sdk: ${code.length} bytes minified, ${bytes} gzipped, of ${maxBytes} allowed`);
if (bytes > maxBytes) process.exitCode = 1;
