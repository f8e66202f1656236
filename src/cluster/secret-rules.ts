/** Whether an admission rule sees Secrets. */
export function matchesSecrets({
  apiGroups,
  resources,
}: {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}): boolean {
  const group = apiGroups.includes('') || apiGroups.includes('*');
  return group && resources.some((resource) => resource === 'secrets' || resource === '*' || resource === '*/*');
}
