/** The object in a JSON text that apps filled, which may be anything; undefined when there is none. */
export function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  if (json === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
