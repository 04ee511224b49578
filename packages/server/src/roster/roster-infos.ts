import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import { Relation } from './relation.ts';

/** What a user sees of somebody: the public profile and their own notes about them. */
export interface RosterInfo {
  readonly userId: UserId;
  readonly username: string;
  readonly nickName: string;
  readonly avatar: string;
  readonly description: string;
  readonly publicInfo: string;
  /** Who may add them: 0 anyone, 1 with consent, 2 who answers the question, 3 nobody. */
  readonly authMode: number;
  readonly authQuestion: string;
  readonly relation: Relation;
  /** The viewer's name for them. */
  readonly alias: string;
  /** The viewer's own text about them. */
  readonly ext: string;
  readonly isMuted: boolean;
}

/**
 * How many ids one statement asks for. Lists are filled up to one of these sizes, so that there are few different
 * statements and the statement cache keeps them all.
 */
const BATCH_SIZES = [1, 16, 256] as const;
const BATCH_SIZE_MAX = 256;

/**
 * What `viewer` sees of the given users: friends, strangers and the viewer too. One row per known id in the order
 * asked; unknown and deleted users give no row.
 *
 * @throws ImError `invalidParameter` past `idsMax` ids
 */
export async function readRosterInfos(
  database: Database,
  { appId, userId: viewer }: { readonly appId: AppId; readonly userId: UserId },
  ids: readonly UserId[],
  idsMax: number,
): Promise<readonly RosterInfo[]> {
  if (ids.length > idsMax) {
    throw new ImError('invalidParameter', { message: `invalid request parameter: list holds at most ${idsMax} ids` });
  }
  const wanted = [...new Set(ids)];
  const found = new Map<UserId, RosterInfo>();
  for (let start = 0; start < wanted.length; start += BATCH_SIZE_MAX) {
    const batch = wanted.slice(start, start + BATCH_SIZE_MAX);
    for (const info of await readBatch(database, appId, viewer, batch)) found.set(info.userId, info);
  }
  return wanted.flatMap((id) => found.get(id) ?? []);
}

async function readBatch(
  { query }: Database,
  appId: AppId,
  viewer: UserId,
  ids: readonly UserId[],
): Promise<readonly RosterInfo[]> {
  const rows = await query
    .selectFrom('users')
    .leftJoin('user_settings', (join) =>
      join.onRef('user_settings.app_id', '=', 'users.app_id').onRef('user_settings.user_id', '=', 'users.user_id'),
    )
    .leftJoin('roster', (join) =>
      join
        .onRef('roster.app_id', '=', 'users.app_id')
        .onRef('roster.roster_id', '=', 'users.user_id')
        .on('roster.user_id', '=', viewer),
    )
    .select([
      'users.user_id',
      'users.username',
      'users.nick_name',
      'users.avatar',
      'users.description',
      'users.public_info',
      'user_settings.auth_mode',
      'user_settings.auth_question',
      'roster.relation',
      'roster.is_blocked',
      'roster.alias',
      'roster.ext',
      'roster.mute_notification',
    ])
    .where('users.app_id', '=', appId)
    .where('users.user_id', 'in', fillUp(ids))
    .where('users.status', '!=', 'deleted')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    username: row.username,
    nickName: row.nick_name,
    avatar: row.avatar,
    description: row.description,
    publicInfo: row.public_info,
    authMode: row.auth_mode ?? 0,
    authQuestion: row.auth_question ?? '',
    relation: row.is_blocked === 1 ? Relation.blocked : (row.relation ?? Relation.stranger),
    alias: row.alias ?? '',
    ext: row.ext ?? '',
    isMuted: row.mute_notification === 1,
  }));
}

function fillUp(ids: readonly UserId[]): UserId[] {
  const size = BATCH_SIZES.find((candidate) => candidate >= ids.length) ?? BATCH_SIZE_MAX;
  return Array.from({ length: size }, (_, index) => ids[index] ?? ids[0]).filter((id) => id !== undefined);
}
