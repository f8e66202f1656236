/** The value behind `--name VALUE` or `--name=VALUE`. */
export function optionOf(words: readonly string[], name: string): string | undefined {
  const joined = words.find((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const index = words.indexOf(name);
  return index === -1 ? undefined : words[index + 1];
}
