/**
 * Output of a bundled script. A line `@name` begins a section, and `@end` closes the last section. Truncated output
 * lacks `@end` and is rejected whole.
 */
export function sectionsOf(stdout: string): ReadonlyMap<string, readonly string[]> | undefined {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const name = /^@([a-z0-9-]+)$/.exec(line)?.[1];
    if (name !== undefined) {
      current = [];
      sections.set(name, current);
    } else if (line !== '') {
      current.push(line);
    }
  }
  return sections.has('end') ? sections : undefined;
}

/** Lines of one section, or none if the section is absent. */
export function section(sections: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  return sections.get(name) ?? [];
}
