import type { ServerFacts } from './facts.ts';

/**
 * A member's name is a name written on its host, given at the member's creation and possibly different from the Node's name (`with-node-id`).
 * Without such a file members are named `<node>-<8 hexadecimal digits>`.
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
