import { limitSettings } from './limits.ts';
import type { Setting, TextRule } from './setting.ts';

const hostRule: TextRule = {
  text: 'a host name or an IP address',
  holds: (value) => /^[a-zA-Z0-9._:-]+$/.test(value),
};

const pathRule: TextRule = {
  text: 'a path that is not empty',
  holds: (value) => value.trim() !== '' && !value.includes('\0'),
};

const urlRule: TextRule = {
  text: 'an http or https address without user name, query or fragment, such as https://im.example.com',
  holds: isPlainHttpUrl,
};

const wordRule: TextRule = {
  text: 'a word without spaces',
  holds: (value) => /^[\x21-\x7e]{1,512}$/.test(value),
};

const bucketRule: TextRule = {
  text: 'the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
  holds: (value) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) && !value.includes('..'),
};

const secretRule: TextRule = {
  text: '1 to 500 printable ASCII characters without spaces',
  holds: (value) => /^[!-~]{1,500}$/.test(value),
};

const databaseRule: TextRule = {
  text: 'an address such as postgres://user:password@host:5432/database',
  holds: (value) => ['postgres:', 'postgresql:'].includes(URL.parse(value)?.protocol ?? ''),
};

const addressRule: TextRule = {
  text: 'an http or https address without user name or fragment, such as https://sms.example.com/send',
  holds: isHttpUrl,
};

/** What a server is started with, beside its limits. */
export const startSettings = {
  host: {
    kind: 'text',
    default: '127.0.0.1',
    rule: hostRule,
    description: 'Address to listen on. `0.0.0.0` takes connections from other machines.',
  },
  port: {
    kind: 'integer',
    unit: 'port',
    default: 4100,
    min: 0,
    max: 65_535,
    description: 'Port for everything: web page, REST, sockets. 0 lets the system choose a free one.',
  },
  dataDir: {
    kind: 'text',
    default: './data',
    rule: pathRule,
    description: 'Folder that holds everything the server keeps. One process at a time may use it.',
  },
  databaseUrl: {
    kind: 'text',
    rule: databaseRule,
    isSecret: true,
    description:
      'PostgreSQL (14 or newer) that keeps everything but files, for several nodes. Default: SQLite in the data folder. Better as a variable: others on the machine can read flags.',
  },
  isDemo: {
    kind: 'boolean',
    default: true,
    description:
      'Fill a new data folder with the app `demo` and its users alice, bob and carol. Old data is not touched.',
  },
  publicUrl: {
    kind: 'text',
    rule: urlRule,
    tidy: (value) => value.replace(/\/+$/, ''),
    description:
      'Address under which clients reach the server, when it stands behind a proxy. Default: where it listens.',
  },
  logLevel: {
    kind: 'choice',
    default: 'info',
    choices: ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'],
    description:
      'Least severe level that is logged. `warbler serve` without `--json` shows a banner and logs from `warn`.',
  },
  webRoot: {
    kind: 'text',
    rule: pathRule,
    description: 'Folder of the built web page, served at `/`. Default: `apps/web/dist` of this repository, if built.',
  },
  fileStore: {
    kind: 'choice',
    default: 'disk',
    choices: ['disk', 's3'],
    description: 'Where uploaded files are kept: `files` in the data folder, or a bucket that speaks S3.',
  },
  s3Endpoint: {
    kind: 'text',
    rule: urlRule,
    tidy: (value) => value.replace(/\/+$/, ''),
    description: 'Address of the S3 service, such as https://s3.eu-west-1.amazonaws.com.',
  },
  s3Bucket: {
    kind: 'text',
    rule: bucketRule,
    description: 'The bucket. Leave it out where the host of the endpoint names it already.',
  },
  s3Region: {
    kind: 'text',
    default: 'us-east-1',
    rule: wordRule,
    description: 'The region that requests are signed for.',
  },
  s3AccessKey: { kind: 'text', rule: wordRule, description: 'Who signs the requests to S3.' },
  s3SecretKey: {
    kind: 'text',
    rule: wordRule,
    isSecret: true,
    description: 'The secret that signs them. Better as a variable: others on the machine can read flags.',
  },
  ffmpegPath: {
    kind: 'text',
    default: 'ffmpeg',
    rule: pathRule,
    description: 'The ffmpeg that makes covers of videos and converts sound. Without it, these calls say so.',
  },
  codeSenderUrl: {
    kind: 'text',
    rule: addressRule,
    description:
      'Address that gets every verification code by POST and sends it on by SMS or e-mail. Default: codes are logged.',
  },
  codeSenderToken: {
    kind: 'text',
    rule: secretRule,
    isSecret: true,
    description: 'Sent to `codeSenderUrl` as `Authorization: Bearer …`.',
  },
  wechatAppId: { kind: 'text', rule: secretRule, description: 'App id of the WeChat mini program.' },
  wechatSecret: { kind: 'text', rule: secretRule, isSecret: true, description: 'Secret of the WeChat mini program.' },
  wechatOfficialAppId: { kind: 'text', rule: secretRule, description: 'App id of the WeChat official account.' },
  wechatOfficialSecret: {
    kind: 'text',
    rule: secretRule,
    isSecret: true,
    description: 'Secret of the WeChat official account.',
  },
  wechatOfficialToken: {
    kind: 'text',
    rule: secretRule,
    isSecret: true,
    description: 'Token with which the WeChat official account signs its events to `/app/official_account/events`.',
  },
  wechatApiUrl: {
    kind: 'text',
    default: 'https://api.weixin.qq.com',
    rule: urlRule,
    tidy: (value) => value.replace(/\/+$/, ''),
    description: "Address of WeChat's API.",
  },
} as const satisfies Record<string, Setting>;

/** The one table of settings, in the order in which help and documentation list them. */
export const settings = { ...startSettings, ...limitSettings } as const;

/** The name of a setting, as `ServerConfig` and `Limits` call it. */
export type SettingKey = keyof typeof settings;

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null) return false;
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' && url.hash === '';
}

function isPlainHttpUrl(value: string): boolean {
  return isHttpUrl(value) && new URL(value).search === '';
}
