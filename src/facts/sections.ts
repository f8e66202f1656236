/**
 * Output of a bundled script: a line `@name` begins a section, `@end` closes the last one. A script that was cut off has no
 * `@end`, and then nothing of it is believed.
 */
export function sectionsOf(stdout: string): ReadonlyMap<string, readonly string[]> | undefined {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const name = /^@([a-z-]+)$/.exec(line)?.[1];
    if (name !== undefined) {
      current = [];
      sections.set(name, current);
    } else if (line !== '') {
      current.push(line);
    }
  }
  return sections.has('end') ? sections : undefined;
}

/** Lines of one section; none when it is not there. */
export function section(sections: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  return sections.get(name) ?? [];
}
