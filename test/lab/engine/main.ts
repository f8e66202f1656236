import { versionText } from '../../../src/simulator/engine/texts.ts';
import { crictl } from './crictl.ts';
import { etcdSnapshot } from './etcd-snapshot.ts';
import { readHost } from './host.ts';
import { DISTRIBUTION } from './paths.ts';
import { secretsEncrypt } from './secrets-encrypt.ts';
import { runServer } from './server.ts';

async function run([command = '', ...words]: readonly string[]): Promise<number> {
  switch (command) {
    case 'server':
      return runServer(readHost());
    case 'secrets-encrypt':
      return secretsEncrypt(words);
    case 'etcd-snapshot':
      return etcdSnapshot(readHost(), words);
    case 'crictl':
      return crictl(words);
    case '--version':
    case '-v':
      process.stdout.write(versionText(DISTRIBUTION, readHost().version));
      return 0;
    default:
      process.stderr.write(`No help topic for '${command}'\n`);
      return 3;
  }
}

process.exit(await run(process.argv.slice(2)));
