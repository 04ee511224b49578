import { decodeMessageBody } from '@warbler/protocol';
import type { Static } from 'typebox';
import type { HistoryMeta } from '../../messages/index.ts';
import { Type } from '../../type.ts';
import { idOutput } from '../wire-schemas.ts';
import { contentTypeName, messageStatusName } from './message-names.ts';

const Xid = Type.Object({
  uid: idOutput('A user or a group'),
  device_sn: Type.Optional(Type.Integer({ description: 'One of its devices' })),
});

/** A message as the contract shows it (rest-api.md section 5). */
export const ConversationMessage = Type.Object({
  msg_id: idOutput('The message'),
  from_xid: Xid,
  to_xid: Xid,
  timestamp: Type.Integer({ description: 'Milliseconds since 1970' }),
  ctype: Type.String({ description: 'TEXT, IMAGE, AUDIO, VIDEO, FILE, LOCATION, COMMAND or FORWARD' }),
  content: Type.String(),
  ext: Type.String(),
  config: Type.String(),
  attachment: Type.String(),
  status: Type.String({ description: 'UNREAD, DELIVERED or READ' }),
});

/** Writes a message out. */
export function conversationMessageOf(meta: HistoryMeta): Static<typeof ConversationMessage> {
  const body = decodeMessageBody(meta.payload);
  return {
    msg_id: meta.mid,
    from_xid: { uid: meta.from, device_sn: meta.fromSn },
    to_xid: { uid: meta.to },
    timestamp: meta.sentAtMs,
    ctype: contentTypeName(body.ctype),
    content: body.content,
    ext: body.ext,
    config: body.config,
    attachment: body.attachment,
    status: messageStatusName(meta.status),
  };
}
