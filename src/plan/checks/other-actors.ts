import { actingNow, type OtherActor, type OtherActorKind } from '../../model/other-actor.ts';
import { judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck } from './preflight-input.ts';

/**
 * One check for each kind of other actor, because each kind is paused in its own way (failures.md B25 and 7.1, 10). An actor at work refuses. An
 * actor that may begin at any time warns, and is checked again before every restart.
 */
function actorCheck(id: string, kinds: readonly OtherActorKind[], issues: readonly string[] = []): FactsCheck {
  return ({ facts }) => {
    const found = facts.otherActors.filter(({ kind }) => kinds.includes(kind));
    const acting = actingNow(found);
    const present = found.filter((actor) => !acting.includes(actor));
    return judgeTwice({ id, issues }, { refused: findingsOf(acting), warned: findingsOf(present) });
  };
}

function findingsOf(actors: readonly OtherActor[]): readonly Finding[] {
  return actors.map(findingOf).sort(byText);
}

function findingOf({ name, server, evidence }: OtherActor): Finding {
  return { ...(server === undefined ? {} : { server }), evidence: [name, ...evidence] };
}

function byText(one: Finding, other: Finding): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** The checks for other actors on the servers. Package managers and commands of the engine have checks of their own. */
export const otherActorChecks: readonly FactsCheck[] = [
  actorCheck('upgrade-plans', ['upgrade-plan'], ['rancher/system-upgrade-controller#225']),
  actorCheck('system-agents', ['system-agent'], ['rancher/rancher#38277']),
  actorCheck('kured', ['kured']),
  actorCheck('host-reboots', ['reboot', 'update-timer']),
];
