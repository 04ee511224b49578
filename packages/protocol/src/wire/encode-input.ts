/**
 * What an encoder takes: the decoded message with every field optional, at every depth. A field left out (or
 * `undefined`) is the proto3 default, which is not written; an embedded message given as `{}` is written, empty.
 */
export type EncodeInput<T> = T extends string | number | boolean | Uint8Array | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? readonly EncodeInput<Element>[]
    : { readonly [Field in keyof T]?: EncodeInput<T[Field]> | undefined };
