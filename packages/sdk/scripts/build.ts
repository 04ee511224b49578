// Builds what is handed out: a package in dist/, with modules and types, scripts for pages, and the mini-program.
import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { buildPackage } from './build-package.ts';
import { bundles, makeBundle } from './bundle.ts';

const folder = new URL('../dist/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const bundle of bundles) {
  const code = await makeBundle(bundle);
  const end = bundle.format === 'cjs' ? 'cjs' : 'js';
  await writeFile(new URL(`${bundle.name}.${end}`, folder), code);
  const gzipped = gzipSync(code, { level: 9 }).length;
  console.log(`dist/${bundle.name}.${end}: ${code.length} bytes, ${gzipped} gzipped`);
}
await buildPackage();
console.log('dist/package.json: npm pack or npm publish that folder');
