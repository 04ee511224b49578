interface BufferPool {
  allocUnsafe(sizeBytes: number): Uint8Array;
}

// Looked up by name so that bundlers put no Buffer into browser code.
const pool = (globalThis as { readonly Buffer?: BufferPool }).Buffer;

/**
 * Bytes to be overwritten completely: what they hold before is undefined. In Node they come from Buffer's pool, a
 * tenth of the cost of a Uint8Array of its own (docs/adr/0001-wire-codec.md); a view therefore shares its ArrayBuffer
 * with others, and `slice` on it is a view as well: copy with `new Uint8Array(view)`.
 */
export function allocateBytes(sizeBytes: number): Uint8Array {
  return pool === undefined ? new Uint8Array(sizeBytes) : pool.allocUnsafe(sizeBytes);
}
