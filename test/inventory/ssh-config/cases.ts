/** A set of ssh_config files, and hosts to ask about. `DIR` is the directory of the files, `config` the first of them. */
export interface SshConfigCase {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
}

export const CASES: readonly SshConfigCase[] = [
  {
    what: 'host patterns, negation, and the first value',
    files: {
      config: `
Host cp1 cp? !cp9
  Port 2201
  User ops
Host CP1
  User upper
Host *.example.com !bad.example.com
  User example
Host cp*
  Port 2202
  User late
  IdentityFile ~/.ssh/late
Host *
  User anybody
`,
    },
    hosts: ['cp1', 'cp2', 'cp9', 'cp10', 'CP1', 'a.example.com', 'bad.example.com', 'x'],
  },
  {
    what: 'how lines are written',
    files: {
      config: `
# a comment
HOST=equals
  Port = 2203
  user	"some one"
  HostName="10.1.2.3"
Host "quoted" 'single'
  User u # a comment
Host escaped
  IdentityFile "/keys/with space" # comment
  IdentityFile /keys/with\\ backslash
  IdentityFile '/keys/"double"'
  IdentityFile "/keys/\\"quote\\""
  IdentityFile /keys/back\\slash
   	IDENTITIESONLY yes
Host last
  Port 2299`,
    },
    hosts: ['equals', 'quoted', 'single', 'escaped', 'last'],
  },
  {
    what: 'host names',
    files: {
      config: `
Host short UPPER
  HostName %h.Example.COM
Host percent
  HostName %%h
Host address
  HostName FD00::1
Host twice
  HostName one.example
Host twice
  HostName two.example
`,
    },
    hosts: ['short', 'UPPER', 'Plain', 'address', 'twice', '10.0.0.7'],
  },
  {
    what: 'keys',
    files: {
      config: `
Host many
  IdentityFile ~/.ssh/a_%d_%h_%r_%u
  IdentityFile ~/.ssh/b
Host none
  IdentityFile none
Host agent
  IdentityAgent ~/agent.sock
  IdentitiesOnly yes
Host noagent
  IdentityAgent none
Host env
  IdentityAgent SSH_AUTH_SOCK
Host variable
  IdentityAgent $OTHER_AGENT
Host *
  IdentityFile ~/.ssh/b
  IdentityFile ~/.ssh/c
  IdentitiesOnly no
`,
    },
    hosts: ['many', 'none', 'agent', 'noagent', 'env', 'variable'],
  },
  {
    what: 'jump hosts',
    files: {
      config: `
Host one
  ProxyJump bastion
Host chain
  ProxyJump ops@a:2200,b,[fd00::1]:2222
Host none
  ProxyJump none
Host command-first
  ProxyCommand nc %h %p
Host jump-first
  ProxyJump bastion
  ProxyCommand nc %h %p
Host no-command
  ProxyCommand none
Host one chain none command-first jump-first no-command
  ProxyJump later
  ProxyCommand later
`,
    },
    hosts: ['one', 'chain', 'none', 'command-first', 'jump-first', 'no-command'],
  },
  {
    what: 'known hosts',
    files: {
      config: `
Host files
  UserKnownHostsFile /k/one "/k/two words"
  GlobalKnownHostsFile /k/global
  HostKeyAlias Alias.Example
Host lenient
  StrictHostKeyChecking no
Host new
  StrictHostKeyChecking accept-new
Host strict
  StrictHostKeyChecking yes
Host files
  UserKnownHostsFile /k/three
`,
    },
    hosts: ['files', 'lenient', 'new', 'strict', 'nothing'],
  },
  {
    what: 'included files',
    files: {
      config: `
Include DIR/conf.d/*.conf DIR/absent
Host inside outside
  Include DIR/inner
  Port 2206
Host other
  Include DIR/inner
`,
      'conf.d/10.conf': 'Host first\n  User ten\n',
      'conf.d/20.conf': 'Host first\n  User twenty\n  Port 2220\n',
      'conf.d/.hidden.conf': 'Host first\n  Port 2221\n',
      'conf.d/30.other': 'Host first\n  HostName other\n',
      inner: 'User inner\nHost inside\n  HostName inside.example\n  Include DIR/deep\nHost other\n  Port 2207\n',
      deep: 'IdentityFile /k/deep\n',
    },
    hosts: ['first', 'inside', 'outside', 'other', 'x'],
  },
  {
    what: 'conditions',
    files: {
      config: `
Match all
  IdentityFile /k/all
Match host cp1,cp2
  Port 2301
Match host=cp3 user=ops
  Port 2302
Host named
  HostName 10.1.2.3
  User ops
Match host 10.1.* user ops
  Port 2303
Match host named
  Port 2304
Match originalhost named
  HostKeyAlias by-original
Match !host cp*
  GlobalKnownHostsFile /k/not-cp
Match originalhost CP1
  HostKeyAlias any-case
Match user nobody-here
  Port 2305
`,
    },
    hosts: ['cp1', 'CP1', 'cp3', 'named', 'x'],
  },
  {
    what: 'the final pass',
    files: {
      config: `
Host alias
  HostName 10.9.8.7
  IdentityFile /k/first
Host 10.9.*
  HostKeyAlias second-pass
  IdentityFile /k/second
Match final host 10.9.*
  Port 2401
Match canonical
  User canonical
Match final all
  GlobalKnownHostsFile /k/final
`,
    },
    hosts: ['alias', 'x'],
  },
];
