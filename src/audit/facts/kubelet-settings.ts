import { parse } from 'yaml';

/** Settings of the kubelet that a benchmark reads. Other lines stay on their host, since some may hold a secret. */
const KEYS = [
  'authentication',
  'anonymous',
  'webhook',
  'x509',
  'enabled',
  'clientCAFile',
  'authorization',
  'mode',
  'readOnlyPort',
  'streamingConnectionIdleTimeout',
  'makeIPTablesUtilChains',
  'eventRecordQPS',
  'tlsCertFile',
  'tlsPrivateKeyFile',
  'tlsCipherSuites',
  'rotateCertificates',
  'featureGates',
  'RotateKubeletServerCertificate',
  'podPidsLimit',
  'seccompDefault',
  'protectKernelDefaults',
  'serverTLSBootstrap',
];

/** Lines of a drop-in that may leave a host, with their indentation. */
export const KUBELET_LINES = `^ *(${KEYS.join('|')}):|^ *- TLS_[A-Z0-9_]+ *$`;

/** The settings of all drop-ins, where a later file replaces an earlier one key by key, as the kubelet merges them. */
export function mergeKubeletSettings(texts: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const merged: Record<string, unknown> = {};
  for (const text of texts) {
    const settings = mappingOf(text);
    if (settings === undefined) return undefined;
    mergeInto(merged, settings);
  }
  return merged;
}

/** A YAML mapping, or `undefined` for any other text. An empty text is an empty mapping. */
export function mappingOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parse(text, { maxAliasCount: 50, uniqueKeys: false }) ?? {};
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function mergeInto(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(source)) {
    const before = target[key];
    if (isMapping(before) && isMapping(value)) {
      const copy = { ...before };
      mergeInto(copy, value);
      target[key] = copy;
    } else {
      target[key] = value;
    }
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
