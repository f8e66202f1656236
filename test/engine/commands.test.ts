import { describe, expect, it } from 'vitest';
import { engineJournal } from '../../src/engine/engine-journal.ts';
import { stageCommand, transientUnitName } from '../../src/engine/stage-command.ts';
import { parseRewriteProgress } from '../../src/engine/rewrite-progress.ts';
import { statusCommand } from '../../src/engine/status.ts';
import type { EngineTarget } from '../../src/engine/target.ts';
import { clearTransientUnit, transientUnitOutput, transientUnitQuery } from '../../src/engine/transient-unit.ts';
import { STAGE_COMMANDS, type StageCommand } from '../../src/model/encryption.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { throughHostPipeline } from '../support/host-pipeline.ts';
import { recording, recordings } from '../support/recordings.ts';

const RKE2: EngineTarget = {
  distribution: 'rke2',
  binary: '/usr/local/bin/rke2',
  dataDir: '/var/lib/rancher/rke2',
  supervisorUrl: 'https://127.0.0.1:9345',
};

const K3S: EngineTarget = {
  distribution: 'k3s',
  binary: '/usr/local/bin/k3s',
  dataDir: '/srv/k3s',
  supervisorUrl: 'https://10.0.0.11:6443',
};

function words({ body }: RemoteCommand): string {
  return 'argv' in body ? body.argv.join(' ') : body.script;
}

const ENGINE_WORDS: Readonly<Record<StageCommand, string>> = {
  prepare: 'prepare',
  rotate: 'rotate',
  'reencrypt-skip': 'reencrypt --skip',
  reencrypt: 'reencrypt',
  'rotate-keys': 'rotate-keys',
};

describe('commands for the engine', () => {
  it('given RKE2 at its usual place, when status is asked for, then misleading variables are cleared and the server is named', () => {
    expect(words(statusCommand(RKE2, 'json'))).toBe(
      'env -u RKE2_URL -u RKE2_TOKEN -u K3S_URL -u K3S_TOKEN /usr/local/bin/rke2 secrets-encrypt status --server https://127.0.0.1:9345 -o json',
    );
  });

  it('given another data directory, when status is asked for as text, then it is named', () => {
    expect(words(statusCommand(K3S, 'text'))).toBe(
      'env -u RKE2_URL -u RKE2_TOKEN -u K3S_URL -u K3S_TOKEN /usr/local/bin/k3s secrets-encrypt status --server https://10.0.0.11:6443 --data-dir /srv/k3s',
    );
  });

  it.each(STAGE_COMMANDS)('given %s, when it is sent, then it runs as the one unit of its plan', (command) => {
    expect(words(stageCommand({ target: RKE2, planId: '0123456789ab', command }))).toBe(
      `systemd-run --unit=keyturn-0123456789ab-${command}.service --property=Type=oneshot --property=RemainAfterExit=yes --no-block -- ` +
        `/usr/local/bin/rke2 secrets-encrypt ${ENGINE_WORDS[command]} --server https://127.0.0.1:9345`,
    );
  });

  it('given all commands of one plan, when their units are named, then no two share a name', () => {
    const names = STAGE_COMMANDS.map((command) => transientUnitName('0123456789ab', command));
    expect(new Set(names).size).toBe(STAGE_COMMANDS.length);
  });

  it('given the commands that only ask, then they say that they change nothing', () => {
    const unit = transientUnitName('0123456789ab', 'rotate');
    const asking = [
      statusCommand(RKE2, 'json'),
      transientUnitQuery(unit),
      transientUnitOutput(unit),
      engineJournal({ unit: 'rke2-server.service', sinceSeconds: 0 }),
    ];
    const acting = [
      clearTransientUnit(unit),
      stageCommand({ target: RKE2, planId: '0123456789ab', command: 'rotate' }),
    ];
    expect(asking.filter((command) => command.mutates)).toEqual([]);
    expect(acting.filter((command) => !command.mutates)).toEqual([]);
  });

  it('given every stage command, then none is ever forced', () => {
    const lines = STAGE_COMMANDS.map((command) =>
      words(stageCommand({ target: K3S, planId: '0123456789ab', command })),
    );
    expect(lines.join('\n')).not.toContain('--force');
  });

  it('given a time with fractions, when the journal is asked for, then it begins at the whole second before', () => {
    expect(words(engineJournal({ unit: 'k3s.service', sinceSeconds: 1_747_423_300.9 }))).toMatch(
      /^journalctl --unit k3s\.service --since @1747423300 --output cat --no-pager \| grep -aE '.+' \| tail -n 1000$/,
    );
  });

  it('given everything that the journals of all releases tell of stage commands, when it is asked for, then all of it comes through, and nothing else', () => {
    const journal = engineJournal({ unit: 'k3s.service', sinceSeconds: 0 });
    const telling = recordings()
      .filter(({ log }) => /SecretsProgress|SecretsUpdate|error ID|secrets-encrypt-/.test(log))
      .map(({ log }) => log);
    const others = recording('2026/start').log;

    const output = throughHostPipeline(journal, telling.join('') + others, 'journalctl');

    // Not the etcd-snapshot's: that has error ids of its own.
    const words = /SecretsProgress|SecretsUpdate|event broadcaster|encrypt error ID \d|secrets-encrypt-\d/;
    const wanted = telling
      .join('')
      .split('\n')
      .filter((line) => words.test(line));
    expect(telling.length).toBeGreaterThan(20);
    expect(output.trimEnd().split('\n')).toEqual(wanted);
  });

  it('given more lines than a look needs, when the journal is asked for, then only the newest come', () => {
    const line = recording('2026/rewrite-complete').log.split('\n')[0] ?? '';
    const many = Array.from({ length: 3_000 }, (_, index) => line.replace('13600', String(index))).join('\n');

    const output = throughHostPipeline(engineJournal({ unit: 'k3s.service', sinceSeconds: 0 }), many, 'journalctl');

    expect(parseRewriteProgress(output)).toEqual({ kind: 'running', rewritten: 2_999 });
    expect(output.split('\n').length).toBeLessThanOrEqual(1_001);
  });
});
