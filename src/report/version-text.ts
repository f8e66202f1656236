/** What keyturn runs on. */
export interface Versions {
  readonly keyturn: string;
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
}

/** The answer of `keyturn version`. The first line is for scripts, too. */
export function versionText({ keyturn, node, platform, architecture }: Versions): string {
  return `keyturn ${keyturn}\nNode ${node}, ${platform} ${architecture}\n`;
}
