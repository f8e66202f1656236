import { FAULTS } from '../../model/simulated-fault.ts';

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

  /** All arguments of the newest fault of that name. */
  arguments(name: FaultName): readonly string[] | undefined {
    return this.#find(name, undefined)?.arguments;
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
