import { describe, expect, test } from 'vitest';
import { splitLinks } from './links.ts';

const linksOf = (text: string) => splitLinks(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

describe('splitLinks', () => {
  test.each([
    ['see https://example.org/a?b=c#d.', ['https://example.org/a?b=c#d']],
    ['(https://en.example.org/wiki/Bird_(animal))', ['https://en.example.org/wiki/Bird_(animal)']],
    ['www.example.org, http://localhost:4100/x', ['www.example.org', 'http://localhost:4100/x']],
    ['看这里https://example.org/路径。很好', ['https://example.org/路径']],
    ['「https://example.org」', ['https://example.org']],
    ['javascript:alert(1) data:text/html,x', []],
    ['https:// www. http://nodots', []],
    ['no links here', []],
  ])('finds the links of %o', (text, expected) => expect(linksOf(text)).toEqual(expected));

  test('gives an address without a scheme https', () => {
    expect(splitLinks('www.example.org')).toEqual([
      { kind: 'link', text: 'www.example.org', href: 'https://www.example.org/' },
    ]);
  });

  test('loses no character of the text', () => {
    for (const text of ['a https://b.c/d! e\nf www.g.h)', '', 'https://a.b', '\n \n', '👋 http://例子.测试/😀, ok']) {
      const joined = splitLinks(text).map((part) => part.text);
      expect(joined.join('')).toBe(text);
    }
  });

  test('stays fast on a long text made to be slow', () => {
    const startedMs = performance.now();
    splitLinks(`https://a.b/${')'.repeat(60_000)}`);
    splitLinks(`https://a.b/${'(.'.repeat(30_000)}`);
    splitLinks('www.'.repeat(16_000));
    splitLinks('http://a.b '.repeat(6000));
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
