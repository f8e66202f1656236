import { parse } from 'yaml';
import * as z from 'zod';

const levelsSchema = z.object({
  enforce: z.string().default('privileged'),
  audit: z.string().default('privileged'),
  warn: z.string().default('privileged'),
});
const podSecuritySchema = z.object({
  kind: z.literal('PodSecurityConfiguration'),
  defaults: levelsSchema.default({ enforce: 'privileged', audit: 'privileged', warn: 'privileged' }),
  exemptions: z
    .object({
      namespaces: z.array(z.string()).nullish(),
      usernames: z.array(z.string()).nullish(),
      runtimeClasses: z.array(z.string()).nullish(),
    })
    .nullish(),
});
const admissionSchema = z.object({
  kind: z.literal('AdmissionConfiguration'),
  plugins: z.array(z.object({ name: z.string(), configuration: z.unknown() })).nullish(),
});

/** The defaults of Pod Security Admission, and who is exempt. */
export interface PodSecurity {
  readonly enforce: string;
  readonly audit: string;
  readonly warn: string;
  readonly namespaces: readonly string[];
  readonly usernames: readonly string[];
  readonly runtimeClasses: readonly string[];
}

/** What an apiserver does without a configuration of Pod Security. */
const BUILT_IN: PodSecurity = {
  enforce: 'privileged',
  audit: 'privileged',
  warn: 'privileged',
  namespaces: [],
  usernames: [],
  runtimeClasses: [],
};

/** Reads the file of `--admission-control-config-file`, or gives `undefined` for any other text. */
export function parsePodSecurity(text: string): PodSecurity | undefined {
  try {
    const admission = admissionSchema.safeParse(parse(text, { maxAliasCount: 50 })).data;
    if (admission === undefined) return undefined;
    const plugin = (admission.plugins ?? []).find(({ name }) => name === 'PodSecurity');
    if (plugin === undefined) return BUILT_IN;
    const configuration = podSecuritySchema.safeParse(plugin.configuration).data;
    if (configuration === undefined) return undefined;
    const { defaults, exemptions } = configuration;
    return {
      ...defaults,
      namespaces: exemptions?.namespaces ?? [],
      usernames: exemptions?.usernames ?? [],
      runtimeClasses: exemptions?.runtimeClasses ?? [],
    };
  } catch {
    return undefined;
  }
}

const ORDER = ['privileged', 'baseline', 'restricted'];

/** Whether a level admits more than another level. An unknown level counts as the loosest, as in the apiserver. */
export function isLooser(level: string, than: string): boolean {
  return Math.max(0, ORDER.indexOf(level)) < Math.max(0, ORDER.indexOf(than));
}
