/** What can be made to go wrong, with its arguments. Times are simulated milliseconds. */
export const FAULTS = {
  'late-reload': 'SERVER:MS the apiserver loads a changed file that much later than its poll',
  straggler: 'COUNT so many Secrets are put back under the old key right after the rewrite',
  'slow-restart': 'SERVER:MS the service needs that much longer to start',
  'restart-fails': 'SERVER:COUNT the service crashes so often before it starts',
  'no-reload-metric': 'apiservers do not name the hash of the file they use',
  'status-unreadable': 'SERVER `secrets-encrypt status` prints something nobody knows',
  'old-status': '`secrets-encrypt status` has the form before April 2025',
  'encryption-disabled': 'the identity provider comes first',
  'sudo-password': 'SERVER sudo asks for a password',
  'sudo-denied': 'SERVER sudo refuses the user',
  'command-refused': 'COMMAND the engine refuses it before any write',
  'command-times-out': 'COMMAND the CLI gives up although the engine does its work',
  'rewrite-fails': 'COUNT the rewrite aborts after so many Secrets',
  'rewrite-killed': 'SERVER:TIMES the service is killed in the middle of a rewrite, so often',
  'slow-rewrite': 'FACTOR the rewrite needs so many times longer',
  'snapshot-fails': 'a snapshot is said to be saved and is not',
  'clock-skew': 'SERVER:MS the clock of the host is wrong',
  version: 'SERVER:VERSION the server runs another version',
  cordoned: 'SERVER the Node is cordoned',
  'host-dead': 'SERVER nothing answers on its SSH port',
  'etcd-alarm': 'NAME etcd has raised this alarm',
} as const;
export type FaultName = keyof typeof FAULTS;

export interface Fault {
  readonly name: FaultName;
  readonly arguments: readonly string[];
}

/** Reads `--fault SPEC`: a name and its arguments, separated by colons. `undefined` for a name that is none. */
export function parseFault(spec: string): Fault | undefined {
  const [name = '', ...rest] = spec.split(':');
  return isFaultName(name) ? { name, arguments: rest } : undefined;
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** The faults of a world; more can be added while it runs. */
export class FaultSet {
  readonly #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Without `first`: whether there is such a fault at all. */
  has(name: FaultName, first?: string): boolean {
    return this.#find(name, first) !== undefined;
  }

  /** The number behind a fault of a server, or of none. */
  number(name: FaultName, first?: string): number {
    const fault = this.#find(name, first);
    return Number(fault?.arguments[first === undefined ? 0 : 1] ?? 0);
  }

  /** First argument of the newest fault of that name. */
  first(name: FaultName): string | undefined {
    return this.#find(name, undefined)?.arguments[0];
  }

  text(name: FaultName, first: string): string | undefined {
    return this.#find(name, first)?.arguments[1];
  }

  /** Takes one off a fault's count; false when it is used up. */
  useOnce(name: FaultName, first: string): boolean {
    const index = this.#faults.findIndex((fault) => fault.name === name && fault.arguments[0] === first);
    const fault = this.#faults[index];
    const left = Number(fault?.arguments[1] ?? 0);
    if (fault === undefined || left <= 0) return false;
    this.#faults[index] = { ...fault, arguments: [first, String(left - 1)] };
    return true;
  }

  #find(name: FaultName, first: string | undefined): Fault | undefined {
    return this.#faults.findLast(
      (fault) => fault.name === name && (first === undefined || fault.arguments[0] === first),
    );
  }
}
