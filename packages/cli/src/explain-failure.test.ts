import { ImError } from '@warbler/protocol';
import { resolveConfig } from '@warbler/server';
import { expect, test } from 'vitest';
import { explainFailure } from './explain-failure.ts';

const config = resolveConfig({ port: 4100, dataDir: '/srv/data' });

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}

test.each([
  ['EADDRINUSE', 'listen', 'port 4100 on 127.0.0.1 is in use'],
  ['EACCES', 'listen', 'choose a --port above 1023'],
  ['EACCES', 'mkdir', 'the data folder /srv/data may not be written'],
  ['ENOSPC', 'write', 'the disk that holds the data folder /srv/data is full'],
])('%s of %s is one line that says what to do', (code, syscall, text) => {
  const line = explainFailure(systemError(code, syscall), config);
  expect(line).toContain(text);
  expect(line).not.toContain('\n');
});

test('a system error is found behind the error that wraps it', () => {
  const wrapped = new ImError('internal', { cause: systemError('EADDRINUSE', 'listen') });
  expect(explainFailure(wrapped, config)).toContain('port 4100');
});

test('an error of ours is told in its own words', () => {
  const error = new ImError('invalidParameter', { message: 'port is "x"' });
  expect(explainFailure(error)).toBe('warbler cannot start: port is "x"');
});

test('an error nobody foresaw keeps its stack', () => {
  expect(explainFailure(new Error('odd'))).toMatch(/odd\n\s+at /);
});
