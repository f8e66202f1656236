import { FAULTS } from '../../model/simulation.ts';

export type FaultName = keyof typeof FAULTS;

export interface Fault {
  readonly name: FaultName;
  readonly arguments: readonly string[];
}

/**
 * Reads `--fault SPEC`, a name and its arguments separated by colons. The answer is `undefined` for an unknown name.
 */
export function parseFault(spec: string): Fault | undefined {
  const [name = '', ...rest] = spec.split(':');
  return isFaultName(name) ? { name, arguments: rest } : undefined;
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** The faults of a world. A running world can receive more. */
export class FaultSet {
  readonly #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Without `first`, whether any fault has the name. */
  has(name: FaultName, first?: string): boolean {
    return this.#find(name, first) !== undefined;
  }

  /** The number of a server's fault, or without `first` of the newest fault. */
  number(name: FaultName, first?: string): number {
    const fault = this.#find(name, first);
    return Number(fault?.arguments[first === undefined ? 0 : 1] ?? 0);
  }

  /** First argument of the newest fault with the name. */
  first(name: FaultName): string | undefined {
    return this.#find(name, undefined)?.arguments[0];
  }

  /** All arguments of the newest fault with the name. */
  arguments(name: FaultName): readonly string[] | undefined {
    return this.#find(name, undefined)?.arguments;
  }

  text(name: FaultName, first: string): string | undefined {
    return this.#find(name, first)?.arguments[1];
  }

  /** Uses up one of a fault's count. Returns false for an exhausted count. */
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
