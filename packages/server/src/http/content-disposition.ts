/**
 * The header that says how a download is called (RFC 6266): in ASCII for old clients, and whole as RFC 5987 has it.
 * Whatever the name holds, it stays one header with one parameter of each kind.
 */
export function contentDisposition(place: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${place}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
