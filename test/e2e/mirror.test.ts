import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { askApiserver } from './support/ask-apiserver.ts';
import { journalFileOf, keyturn, rotateArguments, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/keyturn';
const MIRRORS = '/var/lib/keyturn/runs';

/** The only mirror on the leader. */
async function mirrorOn(simulation: RunningSimulation): Promise<{ readonly file: string; readonly text: string }> {
  const { stdout: name } = await simulation.exec('s1', `ls -1 ${MIRRORS}/simulated`);
  const file = `${MIRRORS}/simulated/${name.trim()}`;
  return { file, text: (await simulation.exec('s1', `cat ${file}`)).stdout };
}

function asWords(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('the mirror of the journal on the leader', () => {
  it('given a workstation that falls asleep with lines that the mirror lacks, and one that is lost, when a third one resumes, then the run ends well from the mirror alone, no command is sent twice, and the first one writes nothing more', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ secrets: 12, timeScale: 60 });
    const machine = (name: string) => ({ ...simulation, stateDirectory: join(simulation.directory, name) });
    const [first, second, third] = [machine('first'), machine('second'), machine('third')];
    const bystander = machine('bystander');
    const at = (place: typeof first, command: string, ...more: readonly string[]) =>
      keyturn([
        ...command.split(' '),
        '--inventory',
        simulation.inventory,
        '--state-dir',
        place.stateDirectory,
        ...more,
      ]);
    // What sixty seconds without a heartbeat come to.
    const leaseExpires = () => askApiserver(simulation, 's1', { method: 'DELETE', path: LEASE });

    // The directory cannot be made, as on a full disk.
    await simulation.exec('s1', `mkdir -p /var/lib/keyturn && echo > ${MIRRORS}`);
    const unwritable = await keyturn(rotateArguments(first));
    await simulation.exec('s1', `rm ${MIRRORS}`);

    const begun = start(rotateArguments(first, '--output', 'ndjson'));
    await saw(begun.child, '"step-finished","step":"restart:prepare:s1"');
    const early = await mirrorOn(simulation);
    const modes = await simulation.exec('s1', `stat -c %a ${MIRRORS} ${MIRRORS}/simulated ${early.file}`);
    // From here on the leader takes no line, and has those up to now.
    await simulation.exec('s1', `chown ops ${early.file}`);
    await saw(begun.child, '"step-finished","step":"command:rotate"');
    begun.child.kill('SIGSTOP');
    await simulation.exec('s1', `chown root ${early.file}`);
    const stale = await mirrorOn(simulation);

    await leaseExpires();
    const status = await at(second, 'status');
    const fresh = await keyturn(rotateArguments(second));
    await simulation.exec('s1', `echo '{"sequence":99}' >> ${early.file}`);
    const givenUp = await at(bystander, 'runs end', '--yes');
    const damagedStatus = await at(second, 'status');
    const tampered = await keyturn(rotateArguments(second, '--resume'));
    const { length } = Buffer.from(stale.text);
    await simulation.exec('s1', `head -c ${length} ${early.file} > ${MIRRORS}/cut && mv ${MIRRORS}/cut ${early.file}`);

    const taken = start(rotateArguments(second, '--resume', '--output', 'ndjson'));
    await saw(taken.child, '"step":"restart:rotate:s1"');
    taken.child.kill('SIGKILL');
    await taken.finished;
    rmSync(second.stateDirectory, { recursive: true });
    await leaseExpires();
    const finished = await at(third, 'ensure', '--max-age', '90d');

    begun.child.kill('SIGCONT');
    const woken = await begun.finished;
    const behind = await keyturn(rotateArguments(first, '--resume'));
    const end = await mirrorOn(simulation);

    expect(unwritable, unwritable.stdout + unwritable.stderr).toMatchObject({ code: 3 });
    expect(asWords(unwritable.stderr)).toContain('The journal of the run cannot be copied to s1:');
    expect(modes.stdout.trim().split('\n')).toEqual(['700', '700', '600']);
    expect(stale.text).toContain('command:prepare');
    expect(stale.text).not.toContain('"kind":"intended","step":"command:rotate"');

    expect(asWords(status.stdout)).toMatch(
      /Run \S+ was begun on another machine, and s1 has a copy of its journal\..* continue the run here: keyturn rotate .*--resume/,
    );
    expect(fresh, fresh.stdout + fresh.stderr).toMatchObject({ code: 3 });
    expect(asWords(fresh.stderr)).toMatch(
      /begun on another machine, is not finished.*--resume.*keyturn runs end --inv/,
    );
    const wrongLine = stale.text.trimEnd().split('\n').length + 1;
    for (const text of [damagedStatus.stdout, tampered.stderr]) {
      expect(asWords(text)).toContain(`${early.file}, is damaged at line ${wrongLine}`);
    }
    expect(tampered, tampered.stdout + tampered.stderr).toMatchObject({ code: 3 });

    expect(givenUp, givenUp.stderr).toMatchObject({ code: 0 });
    expect(readFileSync(journalFileOf(bystander) ?? '', 'utf8')).toContain('command:prepare');

    const told = await taken.finished;
    expect(told.stdout).toMatch(/"type":"journal-taken".*"unmirrored":\["command:rotate"/);
    expect(finished, finished.stdout + finished.stderr).toMatchObject({ code: 0 });
    expect(finished.stdout).toContain('the proof holds');
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);

    expect(woken, woken.stdout + woken.stderr).toMatchObject({ code: 4 });
    expect(woken.stdout.match(/"type":"mirror-behind"/g)).toHaveLength(1);
    expect(woken.stdout).toContain('"kind":"lock-lost"');
    expect(behind, behind.stdout + behind.stderr).toMatchObject({ code: 5 });
    expect(asWords(behind.stderr)).toMatch(/was continued on another machine, .* other lines than the journal here/);
    expect(end.text).toBe(readFileSync(journalFileOf(third) ?? '', 'utf8'));
  });
});
