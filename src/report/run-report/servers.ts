import type { RunReport } from '../../model/run-report.ts';
import { courseDatastoreName } from '../datastore-text.ts';
import { listed } from '../units.ts';
import { facts, type Section } from './document.ts';

/** The cluster as the plan found it. */
export function serversSection({ servers, leader, etcdMembers, course }: RunReport): Section {
  return {
    title: 'Servers',
    blocks: [
      {
        kind: 'table',
        head: ['server', 'node', 'roles', 'version', 'part'],
        rows: servers.map(({ name, nodeName, roles, version }) => [
          name,
          nodeName,
          roles.join(', '),
          version,
          name === leader ? 'leader' : (course.order.find((one) => one.name === name)?.part ?? ''),
        ]),
      },
      facts(
        ['datastore', courseDatastoreName(course.datastore)],
        ['etcd members', etcdMembers.length === 0 ? undefined : listed(etcdMembers)],
      ),
    ],
    isRecord: true,
  };
}
