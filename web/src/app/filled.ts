/** A sentence with its values: {name} as it is, {count:row|rows} with the form that the number asks for. */
export function filled(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(
    /\{(\w+)(?::([^|}]+)\|([^}]+))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return one ? `${value} ${String(value) === '1' ? one : many}` : String(value);
    },
  );
}
