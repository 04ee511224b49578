import { checkSetting, type SettingValue } from './check-setting.ts';
import { limitSettings } from './limits.ts';
import { startSettings } from './settings.ts';

/** Every bound of a running server, in the units of the table in `limits.ts`. */
export type Limits = Readonly<Record<keyof typeof limitSettings, number>>;

/** What `createServer` runs on: complete and checked. Made by `resolveConfig` or `readConfig`. */
export interface ServerConfig {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataDir: string;
  /** PostgreSQL instead of the data folder's database. Holds a password. */
  readonly databaseUrl?: string;
  /** Whether a new data folder gets the demo app and users. */
  readonly isDemo: boolean;
  /** The address clients use, when it is not the one listened on. Without a slash at its end. */
  readonly publicUrl?: string;
  readonly logLevel: string;
  /** Folder of the built web page. Without it, `/` says how to build the page. */
  readonly webRoot?: string;
  readonly fileStore: 'disk' | 's3';
  /** Where files are kept, with {@link ServerConfig.fileStore} `s3`. Without a slash at its end. */
  readonly s3Endpoint?: string;
  /** Absent where the endpoint's host names the bucket. */
  readonly s3Bucket?: string;
  readonly s3Region: string;
  readonly s3AccessKey?: string;
  readonly s3SecretKey?: string;
  /** The program that reads films and sound. */
  readonly ffmpegPath: string;
  /** Where verification codes go to be sent; without it they are logged. */
  readonly codeSenderUrl?: string;
  readonly codeSenderToken?: string;
  readonly wechatAppId?: string;
  readonly wechatSecret?: string;
  readonly wechatOfficialAppId?: string;
  readonly wechatOfficialSecret?: string;
  readonly wechatOfficialToken?: string;
  /** Without a slash at its end. */
  readonly wechatApiUrl: string;
  readonly limits: Limits;
}

/** A part of a configuration: what is left out keeps its default. */
export type PartialConfig = {
  readonly [Key in Exclude<keyof ServerConfig, 'limits'>]?: ServerConfig[Key] | undefined;
} & {
  readonly limits?: { readonly [Key in keyof Limits]?: number | undefined } | undefined;
};

/** The configuration of a server for which nothing is set. */
export function defaultConfig(): ServerConfig {
  return resolveConfig({});
}

/**
 * Completes a partial configuration with the defaults and checks every value.
 * Throws ImError `invalidParameter` naming the setting, its value and its rule.
 */
export function resolveConfig(partial: PartialConfig): ServerConfig {
  const { limits, ...start } = partial;
  // The tables hold every key of ServerConfig and checkSetting its type: here checked values become types.
  return {
    ...resolve(startSettings, start),
    limits: resolve(limitSettings, limits ?? {}),
  } as ServerConfig;
}

type Table = typeof startSettings | typeof limitSettings;

function resolve(table: Table, given: Readonly<Record<string, unknown>>): Record<string, SettingValue> {
  const resolved: Record<string, SettingValue> = {};
  const keys = new Set([...Object.keys(table), ...Object.keys(given)]);
  for (const key of keys) {
    const value = checkSetting(key, given[key]);
    if (value !== undefined) resolved[key] = value;
  }
  return resolved;
}
