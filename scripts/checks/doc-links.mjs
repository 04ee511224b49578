// Links in the documentation lead somewhere: files exist, headings exist.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../repository.mjs';
import { report, repositoryFiles } from './report.mjs';

const pages = repositoryFiles(['*.md']).filter((path) => existsSync(join(root, path)));

/** The anchors of a page: those of its headings, as GitHub makes them, and those it sets itself. */
function anchorsOf(/** @type {string} */ path) {
  const text = withoutCode(readFileSync(join(root, path), 'utf8'));
  const headings = text.match(/^#{1,6} .+$/gm) ?? [];
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? '');
  return new Set(
    own.concat(
      headings.map((heading) =>
        heading
          .replace(/^#+ /, '')
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\- _]/gu, '')
          .replaceAll(' ', '-'),
      ),
    ),
  );
}

function withoutCode(/** @type {string} */ text) {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code');
}

function brokenLinks(/** @type {string} */ page) {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'));
  const markdown = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  const html = [...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  return [...markdown, ...html].flatMap((link) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = decodeURI(link).split('#');
    const target = path === '' ? page : relative(root, join(root, dirname(page), path));
    if (!existsSync(join(root, target))) return [`${page}: ${link} does not exist`];
    const hasAnchors = anchor !== undefined && statSync(join(root, target)).isFile() && target.endsWith('.md');
    return hasAnchors && !anchorsOf(target).has(anchor) ? [`${page}: ${link} names no heading there`] : [];
  });
}

report(pages.flatMap(brokenLinks), 'Mend the link or the page it leads to.');
