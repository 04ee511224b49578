/** Parameters in an address. */
export type Query = Readonly<Record<string, string | number>>;

/** An address with parameters behind those it has. Not `URL`, which not every platform has. */
export function withQuery(address: string, query: Query): string {
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  if (search.length === 0) return address;
  return `${address}${address.includes('?') ? '&' : '?'}${search.join('&')}`;
}
