import type { StageHash } from '../../model/encryption.ts';
import type { Run } from './run.ts';

/** Shows the stage and the file of a server to listeners, where they differ from what was shown last. */
export function showStage(run: Pick<Run, 'views' | 'emit'>, server: string, { stage, sha256 }: StageHash): void {
  const shown = run.views.all().find((view) => view.server === server)?.stage;
  if (shown?.stage === stage && shown.sha256 === sha256) return;
  run.emit({ type: 'server-view', view: run.views.stage(server, { stage, sha256 }) });
}
