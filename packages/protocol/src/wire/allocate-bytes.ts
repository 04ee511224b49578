interface BufferPool {
  allocUnsafe(sizeBytes: number): Uint8Array;
}

// Looked up by name so that bundlers put no Buffer into browser code.
const pool = typeof globalThis === 'undefined' ? undefined : (globalThis as { readonly Buffer?: BufferPool }).Buffer;

/**
 * Bytes to be overwritten completely: what they hold before is undefined. In Node they come from Buffer's pool, a
 * fifth of the cost of a Uint8Array of its own (docs/adr/0001-wire-codec.md). The price: they share an ArrayBuffer of
 * up to 64 KiB with others, so make a copy (`new Uint8Array(view)`) of what is kept for long or posted to a worker,
 * which would keep or clone all of it; and `slice` on a Buffer is a view, not a copy.
 */
export function allocateBytes(sizeBytes: number): Uint8Array {
  return pool === undefined ? new Uint8Array(sizeBytes) : pool.allocUnsafe(sizeBytes);
}
