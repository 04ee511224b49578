import { environmentNameOf, flagOf, ruleOf, type Setting, settings } from '@warbler/server';
import { Command, Option } from 'commander';
import cli from '../package.json' with { type: 'json' };
import { serve } from './serve.ts';

/** The command line of `warbler`, with one flag for each setting of the server. */
export function createProgram(): Command {
  const program = new Command('warbler')
    .description('Warbler, an instant-messaging cloud of your own.')
    .version(cli.version);
  const command = program
    .command('serve')
    .description('Run the cloud: gateway, REST, web page on one port, data in one folder.')
    .option('--json', 'print one line of JSON on standard output when ready, instead of the banner');
  for (const [key, setting] of Object.entries(settings)) addSetting(command, key, setting);
  command.action(async (options: Readonly<Record<string, string | boolean | undefined>>) => {
    await serve({ flags: flagsByKey(options), isJson: options.json === true });
  });
  return program;
}

function addSetting(command: Command, key: string, setting: Setting): void {
  const flag = flagOf(key);
  if (setting.kind === 'boolean') {
    command.addOption(new Option(flag, describe(key, setting)).helpGroup(groupOf(setting)));
    command.addOption(new Option(flag.replace('--', '--no-'), 'The opposite.').helpGroup(groupOf(setting)));
    return;
  }
  command.addOption(
    new Option(`${flag} <${placeholderOf(setting)}>`, describe(key, setting)).helpGroup(groupOf(setting)),
  );
}

function groupOf(setting: Setting): string {
  return setting.kind === 'integer' && setting.unit !== 'port' ? 'Limits:' : 'Start:';
}

function placeholderOf(setting: Setting): string {
  if (setting.kind !== 'integer') return setting.kind === 'choice' ? 'word' : 'text';
  return setting.unit === 'count' || setting.unit === 'port' ? 'number' : setting.unit.replace(' ', '-');
}

function describe(key: string, setting: Setting): string {
  const byDefault = setting.default === undefined ? '' : `default ${setting.default}, `;
  return `${setting.description}\n(${byDefault}${ruleOf(setting)}; ${environmentNameOf(key)})`;
}

function flagsByKey(options: Readonly<Record<string, string | boolean | undefined>>) {
  return Object.fromEntries(
    Object.keys(settings).map((key) => [key, options[new Option(flagOf(key)).attributeName()]] as const),
  );
}
