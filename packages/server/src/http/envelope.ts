import { type ImError, REST_OK, restCodeOf } from '@warbler/protocol';
import type { TSchema } from 'typebox';
import { Type } from '../type.ts';

/** What every REST call answers with (rest-api.md section 2). */
export interface Envelope {
  readonly code: number;
  readonly message?: string;
  readonly data?: unknown;
}

/** Paging facts that some answers carry beside `data`. */
export interface Paging {
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
  /** Of a message that was sent to one target. */
  readonly msg_ids?: number[];
  /** A change mark that clients hand back; always 0, since every page is read anew. */
  readonly version?: 0;
  /** Rows of all pages; absent where counting them is dear. */
  readonly total?: number;
}

/** Wraps what a call answers. */
export function success(data: unknown, paging: Paging = {}): Envelope {
  return { code: REST_OK, data, ...paging };
}

/** Wraps why a call was refused. */
export function failure(error: ImError): Envelope {
  return { code: restCodeOf(error), message: error.message };
}

/** The schema of an answer with this `data`. It fits failures too, which carry none. */
export function envelopeSchema(data: TSchema): TSchema {
  return Type.Object({
    code: Type.Integer({ description: '200 on success; otherwise the reason, see the table of codes' }),
    message: Type.Optional(Type.String({ description: 'Absent on success' })),
    data: Type.Optional(data),
    cursor: Type.Optional(Type.String({ description: 'Start of the next page; absent on the last one' })),
    msg_ids: Type.Optional(Type.Array(Type.Integer(), { description: 'Of a message that was sent to one target' })),
    version: Type.Optional(Type.Integer({ description: 'In paged answers; always 0' })),
    total: Type.Optional(Type.Integer({ description: 'Rows of all pages, where that is known' })),
  });
}
