/** Who reads a record of a call. */
export interface CallReader {
  /** The reader began the call. */
  readonly isOwn: boolean;
  /** The connection broke. */
  readonly isDropped: boolean;
}

const endings: Readonly<Record<string, readonly [own: string, other: string]>> = {
  busy: ['对方正忙', '忙线未接听'],
  timeout: ['对方无应答', '未接听'],
  canceled: ['已取消', '对方已取消'],
  rejected: ['对方已拒绝', '已拒绝'],
};

/** What the record of a call says to people, in Chinese as floo does: how it ended, or how long it was. */
export function callSentence(content: string, { isOwn, isDropped }: CallReader): string {
  const ending = endings[content];
  if (ending) return ending[isOwn ? 0 : 1];
  const length = clock(Number(content) || 0);
  return isDropped ? `通话中断 ${length}` : `通话时长 ${length}`;
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
