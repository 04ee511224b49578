import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** What the whole SDK may weigh in a page, minified and gzipped. The goal is 45 KB. */
const maxBytes = 46 * 1024;
/** What the floo API may add to it. */
const maxCompatBytes = 15 * 1024;

const core = await weigh('../src/index.ts');
tell('@warbler/sdk', core, maxBytes);
const compat = await weigh('../src/compat/index.ts');
tell('@warbler/sdk/compat, on top of it', compat - core, maxCompatBytes);

function tell(name: string, bytes: number, allowed: number): void {
  console.log(`${name}: ${bytes} bytes minified and gzipped, of ${allowed} allowed`);
  if (bytes > allowed) process.exitCode = 1;
}

async function weigh(entry: string): Promise<number> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    // Not the `lib` mode, which leaves white space in modules: a page's build takes it out.
    build: {
      ...{ write: false, minify: 'oxc', target: 'es2023', modulePreload: false },
      rolldownOptions: { input: fileURLToPath(new URL(entry, import.meta.url)), preserveEntrySignatures: 'strict' },
    },
  });
  const bundles = Array.isArray(output) ? output : [output];
  const code = bundles
    .flatMap((bundle) => ('output' in bundle ? bundle.output : []))
    .flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []))
    .join('\n');
  return gzipSync(code, { level: 9 }).length;
}
