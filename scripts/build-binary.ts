// Builds keyturn as one file that brings its own Node (Node's "single executable application"), for machines without Node and without a
// network. usage: node scripts/build-binary.ts [DIRECTORY]. The Node that runs this script is the one that is built in.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';
import { licencesOf, ROOT } from './build.ts';

/** The value that Node looks for to know that something was put into it (nodejs.org, Single executable applications). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Writes `keyturn`, `SHA256SUMS` and `THIRD-PARTY-LICENSES.txt` into the directory. */
async function buildBinary(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  // Beside the result, so that the finished file can be put in its place at once.
  const work = mkdtempSync(join(directory, '.unfinished-'));
  try {
    const licences = await bundle(join(work, 'keyturn.cjs'));
    const unfinished = join(work, 'keyturn');
    copyFileSync(process.execPath, unfinished);
    putInto(unfinished, work);
    const sum = createHash('sha256').update(readFileSync(unfinished)).digest('hex');
    renameSync(unfinished, join(directory, 'keyturn'));
    writeFileSync(join(directory, 'SHA256SUMS'), `${sum}  keyturn\n`);
    writeFileSync(join(directory, 'THIRD-PARTY-LICENSES.txt'), licences);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Everything in one CommonJS file, the only form that Node 24 takes. ssh2 goes without the native parts that it looks for. */
async function bundle(file: string): Promise<string> {
  const { output } = await build({
    cwd: ROOT,
    input: 'src/cli/binary.ts',
    external: [/\.node$/, 'cpu-features'],
    platform: 'node',
    logLevel: 'warn',
    output: {
      file,
      format: 'cjs',
      codeSplitting: false,
      comments: { legal: false, annotation: false, jsdoc: false },
    },
  });
  const modules = output.flatMap((made) => (made.type === 'chunk' ? made.moduleIds : []));
  const node = `Node.js ${process.versions.node}\n\nhttps://github.com/nodejs/node/blob/v${process.versions.node}/LICENSE\n`;
  return [node, licencesOf(modules)].join(`\n${'-'.repeat(72)}\n\n`);
}

/** Puts the bundle into a copy of Node. */
function putInto(executable: string, work: string): void {
  writeFileSync(
    join(work, 'settings.json'),
    JSON.stringify({
      // By these names alone, because the path becomes part of the file.
      main: 'keyturn.cjs',
      output: 'keyturn.blob',
      disableExperimentalSEAWarning: true,
      // What V8 compiles differs from build to build: without it, the same source and the same Node give the same file.
      useCodeCache: false,
      // NODE_OPTIONS is meant for other programs of the machine.
      execArgvExtension: 'none',
    }),
  );
  must(work, ['--experimental-sea-config', 'settings.json']);
  const postject = join(ROOT, 'node_modules/postject/dist/cli.js');
  must(work, [postject, executable, 'NODE_SEA_BLOB', 'keyturn.blob', '--sentinel-fuse', FUSE]);
}

function must(directory: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr || stdout}`);
}

if (process.platform !== 'linux') {
  process.stderr.write('error: the one-file program is built on Linux only: elsewhere it would have to be signed\n');
  process.exit(2);
}
await buildBinary(resolve(process.argv[2] ?? join(ROOT, 'build')));
