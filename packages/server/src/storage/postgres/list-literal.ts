/**
 * Lists as PostgreSQL reads them (`array` input syntax), for statements over many rows at once. A text is the cheapest way
 * for a list through the threads and the driver.
 */
export function numberList(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}

/** Texts without limits on what they hold. */
export function textList(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Bytes, as hexadecimal digits. */
export function byteList(values: readonly Uint8Array[]): string {
  const digits = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('hex');
  return `{${values.map((value) => `"\\\\x${digits(value)}"`).join(',')}}`;
}
