import { machineFiles } from '../../../inventory/ansible/files.ts';
import { createPrecedence, membersOf } from '../../../inventory/ansible/precedence.ts';
import { readSource } from '../../../inventory/ansible/read-source.ts';
import { createVarsFiles } from '../../../inventory/ansible/vars-files.ts';

/** An inventory as keyturn reads it, in a form to compare with what Ansible prints. */
export function readAsListed(path: string) {
  const source = readSource(path, machineFiles);
  if (source.troubles.length > 0) throw new Error(JSON.stringify(source.troubles));
  const files = createVarsFiles(source.directory, machineFiles);
  const variablesOf = createPrecedence(source.tree, files);
  const hosts = [...source.tree.hosts.keys()];
  return {
    hosts: hosts.toSorted(),
    variables: Object.fromEntries(
      hosts.map((host) => [host, Object.fromEntries([...variablesOf(host)].map(([name, { value }]) => [name, value]))]),
    ),
    members: Object.fromEntries(
      [...source.tree.groups.keys()].map((name) => [name, [...membersOf(source.tree, name)].toSorted()]),
    ),
    troubles: files.troubles,
  };
}
