import type { ServerFacts } from './facts.ts';

/**
 * A member is called what its host has written down: a name from its beginning, which need not be that of the Node (`with-node-id`). Else
 * members are named `<node>-<8 hexadecimal digits>`.
 */
export function isMemberOf(
  member: string,
  { etcdMember, nodeName }: Pick<ServerFacts, 'etcdMember' | 'nodeName'>,
): boolean {
  if (etcdMember !== undefined) return member === etcdMember;
  return (
    member === nodeName ||
    (member.startsWith(`${nodeName}-`) && /^[0-9a-f]{8}$/.test(member.slice(nodeName.length + 1)))
  );
}
