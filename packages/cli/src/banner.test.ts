import { expect, test } from 'vitest';
import { bannerOf } from './banner.ts';

const facts = { url: 'http://127.0.0.1:4100', dataDir: '/srv/data', appId: 'demo' };

test('the banner shows the addresses, the data folder and how to sign in', () => {
  const users = [
    { username: 'alice', password: 'calm-river-12' },
    { username: 'bob', password: 'tall-tree-34' },
  ];
  const banner = bannerOf({ ...facts, users, consolePassword: 'wide-lake-56' });
  for (const text of [
    'http://127.0.0.1:4100/',
    '/docs',
    '/srv/data',
    'demo',
    'alice',
    'calm-river-12',
    'tall-tree-34',
    'wide-lake-56',
  ]) {
    expect(banner).toContain(text);
  }
  expect(banner).toContain('two windows');
});

test('without demo users the banner says to register', () => {
  expect(bannerOf({ ...facts, users: [] })).toContain('Register in the page');
});
