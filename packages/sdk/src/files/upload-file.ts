import { ImError } from '@warbler/protocol';
import { parseEnvelope, refusalOf } from '../http/fetch-envelope.ts';
import { fieldsOf, textOf } from '../http/fields.ts';
import type { Query } from '../http/with-query.ts';
import type { AccountSeam } from '../seam.ts';
import type { FileSource, FileTransfers, Running } from './file-transfers.ts';

/** A file, and where to ask for an upload address. */
export interface UploadPlan {
  /** The call for the address, with its query. */
  readonly ticket: { readonly path: string; readonly query: Query };
  readonly source: FileSource;
  readonly name: string;
}

/** What an upload needs. */
export interface UploadParts {
  readonly account: AccountSeam;
  readonly appId: string;
  readonly transfers: FileTransfers;
}

/** Uploads a file: an address, a form, an answer. Resolves to where it is downloaded. @throws ImError */
export function uploadFile(parts: UploadParts, plan: UploadPlan, sent: (bytes: number) => void): Running<string> {
  let isAborted = false;
  let running: Running<unknown> | undefined;
  const run = async () => {
    const { account, appId, transfers } = parts;
    const ticket = fieldsOf(await account.rest.get(plan.ticket.path, plan.ticket.query));
    if (isAborted) throw new ImError('cancelled');
    const fields = Object.entries(fieldsOf(ticket.oss_body_param ?? {})).map(([name, value]) => [name, String(value)]);
    const upload = transfers.upload(
      {
        url: textOf(ticket, 'upload_url'),
        fields: Object.fromEntries(fields),
        headers: { app_id: appId, 'access-token': account.token() },
        source: plan.source,
        name: plan.name,
      },
      sent,
    );
    running = upload;
    const answer = await upload.done.catch((cause: unknown) => {
      throw new ImError(isAborted ? 'cancelled' : 'serverUnreachable', { cause });
    });
    checkAnswer(answer.status, answer.text);
    return textOf(ticket, 'download_url');
  };
  return {
    done: run(),
    abort() {
      isAborted = true;
      running?.abort();
    },
  };
}

/** A refusal of a file is an envelope with an HTTP status of its own. @throws ImError */
export function checkAnswer(status: number, text: string): void {
  if (status >= 200 && status < 300) return;
  const { code, message } = parseEnvelope(text, { status });
  throw refusalOf(code, message, { status });
}
