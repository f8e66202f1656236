import type { Distribution } from '../model/cluster.ts';

/** A release of the engine, for example `v1.36.3+rke2r1`. The whole suffix counts (failures.md 5.6). */
export interface EngineVersion {
  /** As written. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** For example `rc` and 1 of `-rc1`, or `undefined` for a release. */
  readonly preRelease: { readonly word: 'alpha' | 'beta' | 'rc'; readonly number: number } | undefined;
  /** `undefined` for a version without suffix. */
  readonly distribution: Distribution | undefined;
  /** The 1 of `+rke2r1`, `+k3s1`. `undefined` without suffix and for builds named after a commit (`+k3s-5b26c2eb`). */
  readonly build: number | undefined;
}

const VERSION =
  /^v(\d+)\.(\d+)\.(\d+)(?:-(alpha|beta|rc)\.?(\d+))?(?:\+(?:rke2r(\d+)|k3s(\d+)|(rke2|k3s)-[0-9a-f]+))?$/;
const VERSION_OUTPUT = /^(rke2|k3s) version (\S+) /m;
const WORDS = ['alpha', 'beta', 'rc'] as const;

/** Reads a version as in a Node's `kubeletVersion`, or gives `undefined` for any other text. */
export function parseVersion(text: string): EngineVersion | undefined {
  const match = VERSION.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, major, minor, patch, wordText, preNumber, rke2Build, k3sBuild, commitOf] = match;
  const word = WORDS.find((known) => known === wordText);
  return {
    text,
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    preRelease: word === undefined ? undefined : { word, number: Number(preNumber) },
    distribution:
      rke2Build !== undefined || commitOf === 'rke2'
        ? 'rke2'
        : k3sBuild !== undefined || commitOf === 'k3s'
          ? 'k3s'
          : undefined,
    build: rke2Build === undefined ? (k3sBuild === undefined ? undefined : Number(k3sBuild)) : Number(rke2Build),
  };
}

/**
 * The version in the output of `rke2 --version` or `k3s --version` (failures.md 5.6). The version is the one on disk,
 * and the running version may differ (B20).
 */
export function versionOfOutput(output: string): string | undefined {
  return VERSION_OUTPUT.exec(output)?.[2];
}

/**
 * Negative when `a` is older than `b`, 0 for equal age. A pre-release is older than its release. A version without a
 * build number is older than the first build, so `v1.33.10` as a limit includes every build of v1.33.10.
 */
export function compareVersions(a: EngineVersion, b: EngineVersion): number {
  const [left, right] = [orderOf(a), orderOf(b)];
  const index = left.findIndex((part, position) => part !== right[position]);
  return (left[index] ?? 0) - (right[index] ?? 0);
}

function orderOf(version: EngineVersion): readonly number[] {
  const { major, minor, patch, preRelease, build } = version;
  const stage = preRelease === undefined ? WORDS.length : WORDS.indexOf(preRelease.word);
  return [major, minor, patch, stage, preRelease?.number ?? 0, build ?? 0];
}
