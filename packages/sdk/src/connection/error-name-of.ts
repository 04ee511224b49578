import { ErrorCode, type ErrorName, errorNameOfStatus, type Status } from '@warbler/protocol';

/** What a status of the socket means: its text tells more than its code, of which there are few. */
export function errorNameOf(status: Status): ErrorName {
  return nameOfText(status.reason) ?? errorNameOfStatus(status);
}

/** The error whose text of the table this is; the table makes them unique. */
export function nameOfText(text: string): ErrorName | undefined {
  // The keys of the closed table are its names.
  return (Object.keys(ErrorCode) as ErrorName[]).find((name) => ErrorCode[name].message === text);
}
