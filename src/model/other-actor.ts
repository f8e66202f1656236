/** Kinds of other programs or people that control servers. */
export type OtherActorKind =
  /** A Plan of the system-upgrade-controller that selects servers. */
  | 'upgrade-plan'
  /** rancher-system-agent, through which Rancher controls the engine. */
  | 'system-agent'
  /** kured, which reboots Nodes. */
  | 'kured'
  /** A reboot scheduled with systemd. */
  | 'reboot'
  /** A timer that updates a host's packages. */
  | 'update-timer'
  | 'package-manager'
  /** A command of the engine that must not run during a rotation. */
  | 'engine-command';

/** Another actor that restarts, drains or reboots servers. */
export interface OtherActor {
  readonly kind: OtherActorKind;
  /** The actor's object, unit or command, under the actor's own name. */
  readonly name: string;
  /** Inventory name of the server on whose host the actor was seen, or `undefined` for an actor in the cluster. */
  readonly server: string | undefined;
  /** With `acting` the actor is at work on a server, or will be without another request. With `present` the actor may begin at any time. */
  readonly phase: 'acting' | 'present';
  /** Observations of the actor, as `name=value`. */
  readonly evidence: readonly string[];
}

/** The actors at work, during which nothing may be restarted. */
export function actingNow(actors: readonly OtherActor[]): readonly OtherActor[] {
  return actors.filter(({ phase }) => phase === 'acting');
}
