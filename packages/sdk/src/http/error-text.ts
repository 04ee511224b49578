import { ErrorCode, type ErrorName } from '@warbler/protocol';

/**
 * The error whose text of the table this is. Socket statuses and results of members have few codes and many texts,
 * which the table makes unique.
 */
export function nameOfText(text: string): ErrorName | undefined {
  // The keys of the closed table are its names.
  return (Object.keys(ErrorCode) as ErrorName[]).find((name) => ErrorCode[name].message === text);
}
