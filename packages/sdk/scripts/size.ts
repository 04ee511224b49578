import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { bundles, makeBundle } from './bundle.ts';

/** What the whole SDK may weigh in a page, minified and gzipped. */
const maxBytes = 45 * 1024;

/**
 * What the other builds may weigh: 5 % above what they were when they were first bounded. Pages load theirs gzipped;
 * a mini-program counts its files as they are, and may have 2 MB in a package.
 */
const bundleBudgets: Readonly<Record<string, { readonly maxBytes: number; readonly isGzipped: boolean }>> = {
  warbler: { maxBytes: 58 * 1024, isGzipped: true },
  'warbler.legacy': { maxBytes: 85 * 1024, isGzipped: true },
  'mini-program': { maxBytes: 382 * 1024, isGzipped: false },
};

check('@warbler/sdk', await coreCode(), { maxBytes, isGzipped: true });
for (const bundle of bundles) {
  const budget = bundleBudgets[bundle.name];
  if (!budget) throw new Error(`The build ${bundle.name} has no budget in scripts/size.ts`);
  check(bundle.name, await makeBundle(bundle), budget);
}

async function coreCode(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    // Not the `lib` mode, which leaves white space in modules: a page's build takes it out.
    build: {
      ...{ write: false, minify: 'oxc', target: 'es2023', modulePreload: false },
      rolldownOptions: {
        input: fileURLToPath(new URL('../src/index.ts', import.meta.url)),
        preserveEntrySignatures: 'strict',
      },
    },
  });
  return (Array.isArray(output) ? output : [output])
    .flatMap((bundle) => ('output' in bundle ? bundle.output : []))
    .flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []))
    .join('\n');
}

function check(name: string, code: string, budget: { readonly maxBytes: number; readonly isGzipped: boolean }): void {
  const minified = Buffer.byteLength(code);
  const gzipped = gzipSync(code, { level: 9 }).length;
  const bytes = budget.isGzipped ? gzipped : minified;
  const rule = `${budget.maxBytes} ${budget.isGzipped ? 'gzipped' : 'minified'} allowed`;
  console.log(`${name}: ${minified} bytes minified, ${gzipped} gzipped; ${rule}`);
  if (bytes <= budget.maxBytes) return;
  console.log(`${name} is ${bytes - budget.maxBytes} bytes too large`);
  process.exitCode = 1;
}
