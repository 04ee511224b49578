import type { ForwardedMessage, MessageContent } from '../message.ts';
import { contentTypes, type WireContent } from './wire-content.ts';

/** What a body says of a content: the attachment by its names on the wire (sdk-web.md §11.2). */
export function writeContent(content: MessageContent): WireContent {
  if (content.type === 'unsupported') {
    return { ctype: content.contentType, content: content.text ?? '', attachment: content.attachment ?? '' };
  }
  const attachment = attachmentOf(content);
  return {
    ctype: contentTypes.indexOf(content.type),
    content: (content.type === 'forward' ? content.title : content.text) ?? '',
    attachment: attachment === undefined ? '' : JSON.stringify(attachment),
  };
}

/** `JSON.stringify` leaves out what is undefined. */
function attachmentOf(content: Exclude<MessageContent, { type: 'unsupported' }>): object | undefined {
  switch (content.type) {
    case 'text':
    case 'command':
    case 'rtc':
      return undefined;
    case 'location':
      return { ...content.more, lat: content.latitude, lon: content.longitude, addr: content.address };
    case 'forward':
      return { dName: content.title, messages: content.messages.map(forwardedOf) };
    default: {
      const { url, name, sizeBytes, more } = content;
      return {
        ...more,
        ...{ url, dName: name, fLen: sizeBytes },
        ...('width' in content || 'height' in content ? { width: content.width, height: content.height } : {}),
        ...('durationS' in content ? { duration: content.durationS } : {}),
        ...('coverUrl' in content ? { tUrl: content.coverUrl } : {}),
      };
    }
  }
}

function forwardedOf({ id, from, timestampMs, content, ext }: ForwardedMessage): object {
  const { ctype, content: text, attachment } = writeContent(content);
  return {
    ...{ msgId: id, fromId: from, clientTimestamp: timestampMs, serverTimestamp: timestampMs },
    ...{ content: text, contentType: ctype },
    ...(attachment === '' ? {} : { attachment: JSON.parse(attachment) }),
    ...(ext === undefined ? {} : { extension: ext }),
  };
}
