import { describe, it } from 'vitest';
import { loadFiles } from './place.ts';

describe('a password in an Ansible inventory that keyturn refuses', () => {
  it.for([
    {
      what: 'in a ProxyCommand',
      text: `[rke2_servers]\ns1 ansible_ssh_common_args='-o ProxyCommand="sshpass -p hunter2 ssh -W %h:%p b"'\n`,
      found: 'a command: only -J',
    },
    {
      what: 'in another command',
      text: `[rke2_servers]\ns1 ansible_ssh_common_args='-o LocalCommand="x hunter2"'\n`,
      found: 'a command: keyturn does not know it',
    },
    {
      what: 'in arguments with an open quote',
      text: `[rke2_servers]\ns1 ansible_ssh_common_args="-o ProxyCommand='sshpass -p hunter2 ssh"\n`,
      found: 'a text: a quote is not closed',
    },
    { what: 'after a colon', text: '[all:vars]\nansible_become_pass: hunter2\n', found: 'ansible_become_pass' },
    { what: 'behind an open quote', text: '[rke2_servers]\ns1 ansible_password="hunter2\n', found: 's1' },
    { what: 'after a blank', text: '[rke2_servers]\ns1 ansible_password= hunter2\n', found: 's1' },
    { what: 'among children', text: '[a:children]\nansible_password=hunter2\n', found: 'ansible_password' },
    { what: 'among hosts', text: '[a]\nansible_password=[hunter2\n', found: 'ansible_password' },
  ])('given $what, then the problem does not show it', async ({ text, found }, { expect }) => {
    const { problems } = await loadFiles({ 'prod.ini': text });

    expect(problems).toEqual([expect.objectContaining({ found: expect.stringContaining(found) as string })]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it.for([
    { line: '[a:hostz]', found: '[a:hostz]' },
    { line: '[a]\ns[1:]', found: 's[1:]' },
  ])('given $line without a value, then it is still shown whole', async ({ line, found }, { expect }) => {
    const { problems } = await loadFiles({ 'prod.ini': `${line}\n` });

    expect(problems).toEqual([expect.objectContaining({ found })]);
  });
});
