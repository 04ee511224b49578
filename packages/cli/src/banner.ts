/** What the banner tells. */
export interface BannerFacts {
  readonly url: string;
  /** The absolute path of the data folder. */
  readonly dataDir: string;
  /** The demo app, when the data has it. */
  readonly appId?: string;
  /** The demo users, with their passwords until the operator deletes the file that holds them. */
  readonly users: readonly { readonly username: string; readonly password?: string }[];
  /** The password of the console's first administrator, `admin`, until the operator deletes the file that holds it. */
  readonly consolePassword?: string;
}

/** The text that greets whoever started the server in a terminal, in English and Chinese. */
export function bannerOf({ url, dataDir, appId, users, consolePassword }: BannerFacts): string {
  const rows: (readonly [string, string])[] = [
    ['Chat 聊天', `${url}/`],
    ['REST API 接口', `${url}/docs`],
    ['Data 数据', dataDir],
    ...(appId === undefined ? [] : [['App id 应用', appId] as const]),
    ...users.map(
      ({ username, password }, at) =>
        [
          at === 0 ? 'Sign in as 登录账号' : '',
          `${username.padEnd(8)} ${password ?? '(first-start.json was deleted 密码文件已删除)'}`,
        ] as const,
    ),
    ...(consolePassword === undefined ? [] : [['Administrator 管理员', `admin    ${consolePassword}`] as const]),
  ];
  const width = Math.max(...rows.map(([label]) => displayWidth(label)));
  const lines = rows.map(([label, value]) => `  ${label}${' '.repeat(width - displayWidth(label))}   ${value}`);
  const hint =
    users.length > 1
      ? '  Open two windows, sign in as two people, and chat.\n' + '  打开两个窗口，分别登录两个账号，即可聊天。\n'
      : '  Register in the page and chat. 在网页注册后即可聊天。\n';
  return `\n  Warbler is ready. Warbler 已就绪。\n\n${lines.join('\n')}\n\n${hint}\n  Ctrl-C stops it. 按 Ctrl-C 停止。\n\n`;
}

/** Columns a text takes in a terminal: Chinese characters take two. */
function displayWidth(text: string): number {
  return text.length + (text.match(/[\u2E80-\uFFEF]/g)?.length ?? 0);
}
