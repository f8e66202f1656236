/** Who else steers servers. */
export type OtherActorKind =
  /** A Plan of the system-upgrade-controller that selects servers. */
  | 'upgrade-plan'
  /** rancher-system-agent: Rancher steers the engine through it. */
  | 'system-agent'
  /** kured, which reboots Nodes. */
  | 'kured'
  /** A reboot that systemd has been told of. */
  | 'reboot'
  /** A timer by which a host updates its packages. */
  | 'update-timer'
  | 'package-manager'
  /** A command of the engine that must not run beside a rotation. */
  | 'engine-command';

/** Somebody else who restarts, drains or reboots servers. */
export interface OtherActor {
  readonly kind: OtherActorKind;
  /** Its object, unit or command, in its own words. */
  readonly name: string;
  /** Name in the inventory of the server on whose host it was seen; `undefined`: in the cluster. */
  readonly server: string | undefined;
  /** `acting`: it is at work on a server, or will be without being asked again. `present`: it may begin at any time. */
  readonly phase: 'acting' | 'present';
  /** What was seen of it, as `name=value`. */
  readonly evidence: readonly string[];
}

/** Those before whom nothing may be restarted now. */
export function actingNow(actors: readonly OtherActor[]): readonly OtherActor[] {
  return actors.filter(({ phase }) => phase === 'acting');
}
