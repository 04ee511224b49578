import { ImError } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { defaultConfig, environmentNameOf, flagOf, readConfig, resolveConfig, settings } from './index.ts';

describe('configuration', () => {
  test('without settings is the defaults', () => {
    expect(defaultConfig()).toMatchObject({ host: '127.0.0.1', port: 4100, dataDir: './data', isDemo: true });
    expect(defaultConfig().limits).toMatchObject({ frameBytes: 1_048_576, sendsPerSecond: 200, sendBurst: 600 });
  });

  test('every default keeps its own rule', () => {
    expect(() => defaultConfig()).not.toThrow();
  });

  test('no two settings share a flag or a variable', () => {
    const keys = Object.keys(settings);
    expect(new Set(keys.map(flagOf)).size).toBe(keys.length);
    expect(new Set(keys.map(environmentNameOf)).size).toBe(keys.length);
  });

  test('names its flags and variables predictably', () => {
    expect(flagOf('isDemo')).toBe('--demo');
    expect(flagOf('dataDir')).toBe('--data-dir');
    expect(environmentNameOf('tokenLifetimeMs')).toBe('WARBLER_TOKEN_LIFETIME_MS');
  });

  test('takes a flag before the environment and the environment before the fallback and the default', () => {
    const environment = {
      WARBLER_PORT: '5000',
      WARBLER_HOST: '0.0.0.0',
      WARBLER_DEMO: 'false',
      WARBLER_PULL_PAGE: '7',
    };
    const config = readConfig({ flags: { port: '6000' }, environment, fallbacks: { port: 1, logLevel: 'warn' } });
    expect(config).toMatchObject({ port: 6000, host: '0.0.0.0', isDemo: false, logLevel: 'warn', dataDir: './data' });
    expect(config.limits).toMatchObject({ pullPage: 7, historyPage: 200 });
  });

  test('takes an empty variable as not set', () => {
    expect(readConfig({ flags: {}, environment: { WARBLER_PORT: '' } }).port).toBe(4100);
  });

  test('keeps the public address without the slash at its end', () => {
    expect(resolveConfig({ publicUrl: 'https://im.example.com/' }).publicUrl).toBe('https://im.example.com');
  });

  test.each([
    ['port', 'abc', /port \(--port, WARBLER_PORT\) is "abc", but must be a whole number from 0 to 65535/],
    ['port', '65536', /"65536", but must be a whole number from 0 to 65535/],
    ['port', '80.5', /a whole number/],
    ['logLevel', 'loud', /one of silent, fatal/],
    ['isDemo', 'perhaps', /true or false/],
    ['publicUrl', 'ftp://x', /an http or https address/],
    ['publicUrl', 'https://user:word@x', /without user name/],
    ['dataDir', ' ', /a path that is not empty/],
    ['frameBytes', '-1', /from 1024 to/],
  ])('refuses %s = %s by name, value and rule', (key, value, message) => {
    const read = () => readConfig({ flags: { [key]: value }, environment: {} });
    expect(read).toThrow(ImError);
    expect(read).toThrow(message);
  });

  test('refuses a wrong value given in code', () => {
    expect(() => resolveConfig({ limits: { pullPage: Number.NaN } })).toThrow(/pullPage .* is "NaN"/);
    const misspelt: object = { prot: 1 };
    expect(() => resolveConfig(misspelt)).toThrow('There is no setting "prot"');
  });

  test('shows only the start of a very long wrong value', () => {
    const read = () => readConfig({ flags: { port: '9'.repeat(5000) }, environment: {} });
    expect(read).toThrow(/^.{0,300}$/);
  });
});
