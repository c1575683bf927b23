/** Look a name up that a file or an address chose: « constructor » is no entry of an object. */
export function own<T>(record: Record<string, T> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}
