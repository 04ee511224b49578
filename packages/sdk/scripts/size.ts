import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { bundles, makeBundle } from './bundle.ts';

/** What the whole SDK may weigh in a page, minified and gzipped. */
const maxBytes = 45 * 1024;
/** What the floo API may add to it. */
const maxCompatBytes = 15 * 1024;

/**
 * What the other builds may weigh: 5 % above what they were when they were last bounded. Pages load theirs gzipped;
 * a mini-program counts its files as they are, and may have 2 MB in a package.
 */
const bundleBudgets: Readonly<Record<string, { readonly maxBytes: number; readonly isGzipped: boolean }>> = {
  warbler: { maxBytes: 57 * 1024, isGzipped: true },
  'warbler.legacy': { maxBytes: 84 * 1024, isGzipped: true },
  'mini-program': { maxBytes: 382 * 1024, isGzipped: false },
  floo: { maxBytes: 65 * 1024, isGzipped: true },
};

const core = gzippedSize(await codeOf('../src/index.ts'));
check('@warbler/sdk', core, maxBytes);
check('@warbler/sdk/compat, on top of it', gzippedSize(await codeOf('../src/compat/index.ts')) - core, maxCompatBytes);
for (const bundle of bundles) {
  const budget = bundleBudgets[bundle.name];
  if (!budget) throw new Error(`The build ${bundle.name} has no budget in scripts/size.ts`);
  const code = await makeBundle(bundle);
  check(bundle.name, budget.isGzipped ? gzippedSize(code) : Buffer.byteLength(code), budget.maxBytes);
}

async function codeOf(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    // Not the `lib` mode, which leaves white space in modules: a page's build takes it out.
    build: {
      ...{ write: false, minify: 'oxc', target: 'es2023', modulePreload: false },
      rolldownOptions: { input: fileURLToPath(new URL(entry, import.meta.url)), preserveEntrySignatures: 'strict' },
    },
  });
  return (Array.isArray(output) ? output : [output])
    .flatMap((bundle) => ('output' in bundle ? bundle.output : []))
    .flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []))
    .join('\n');
}

function gzippedSize(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}

function check(name: string, bytes: number, allowed: number): void {
  console.log(`${name}: ${bytes} bytes of ${allowed} allowed${bytes > allowed ? ': too many' : ''}`);
  if (bytes > allowed) process.exitCode = 1;
}
