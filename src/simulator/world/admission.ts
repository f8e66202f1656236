import { holds, isSimulated, type SecretWrite } from './admission-expressions.ts';
import { jsonReply, statusReply, type HttpCall, type HttpReply } from './http.ts';
import type { SimulatedTime } from './time.ts';

/**
 * Time until the first apiserver notices a changed policy, in simulated ms. Each next apiserver is later
 * (measured.md 6).
 */
const NOTICED_AFTER = 700;
const NEXT_ONE_LATER = 70;

const PATH =
  /^\/apis\/admissionregistration\.k8s\.io\/v1\/(validatingadmissionpolicies|validatingadmissionpolicybindings)(?:\/([^/]+))?$/;
interface Policy {
  readonly spec: {
    readonly matchConstraints: { readonly resourceRules: readonly { readonly operations: readonly string[] }[] };
    readonly matchConditions?: readonly { readonly expression: string }[];
    readonly validations: readonly { readonly expression: string; readonly message?: string }[];
  };
}

interface Binding {
  readonly spec: { readonly policyName: string };
}

/** ValidatingAdmissionPolicies over Secrets that deny writes by simulated expressions. */
export class Admission {
  readonly #time: SimulatedTime;
  readonly #servers: () => readonly string[];
  readonly #stored = {
    validatingadmissionpolicies: new Map<string, object>(),
    validatingadmissionpolicybindings: new Map<string, object>(),
  };
  /** The policies noticed by each apiserver, by the names of their bindings. */
  readonly #noticed = new Map<string, ReadonlyMap<string, Policy>>();

  constructor(time: SimulatedTime, servers: () => readonly string[]) {
    this.#time = time;
    this.#servers = servers;
  }

  /** The answer to a request for policies or bindings, one or all, or `undefined` for another path. */
  reply({ method, path, body }: HttpCall): HttpReply | undefined {
    const [, resource, name] = PATH.exec(path) ?? [];
    if (resource !== 'validatingadmissionpolicies' && resource !== 'validatingadmissionpolicybindings')
      return undefined;
    const objects = this.#stored[resource];
    if (name === undefined) {
      return method === 'GET'
        ? jsonReply(200, { items: [...objects.values()] })
        : statusReply(405, 'MethodNotAllowed', 'not simulated');
    }
    const current = objects.get(name);
    const missing = statusReply(404, 'NotFound', `${resource}.admissionregistration.k8s.io "${name}" not found`);
    switch (method) {
      case 'GET':
        return current === undefined ? missing : jsonReply(200, current);
      case 'PATCH': {
        const written = JSON.parse(body) as object;
        if (resource === 'validatingadmissionpolicies' && !expressionsOf(written as Policy).every(isSimulated))
          return statusReply(400, 'BadRequest', 'an expression that is not simulated');
        objects.set(name, written);
        this.#spread();
        return jsonReply(current === undefined ? 201 : 200, written);
      }
      case 'DELETE':
        if (!objects.delete(name)) return missing;
        this.#spread();
        return jsonReply(200, { kind: 'Status', status: 'Success' });
      default:
        return statusReply(405, 'MethodNotAllowed', 'not simulated');
    }
  }

  /** Why an apiserver refuses a write of a Secret, or `undefined` for an admitted write. */
  refusal(server: string, write: SecretWrite): string | undefined {
    for (const [binding, { spec }] of this.#noticed.get(server) ?? []) {
      const operations = spec.matchConstraints.resourceRules.flatMap((rule) => rule.operations);
      if (!operations.includes(write.operation)) continue;
      if (!(spec.matchConditions ?? []).every(({ expression }) => holds(expression, write))) continue;
      const failing = spec.validations.find(({ expression }) => !holds(expression, write));
      if (failing === undefined) continue;
      const message = failing.message ?? `failed expression: ${failing.expression}`;
      return `secrets "${write.name}" is forbidden: ValidatingAdmissionPolicy '${binding}' with binding '${binding}' denied request: ${message}`;
    }
    return undefined;
  }

  #spread(): void {
    for (const [index, server] of this.#servers().entries()) {
      this.#time.after(NOTICED_AFTER + index * NEXT_ONE_LATER, () => this.#noticed.set(server, this.#inForce()));
    }
  }

  #inForce(): ReadonlyMap<string, Policy> {
    const { validatingadmissionpolicies: policies, validatingadmissionpolicybindings: bindings } = this.#stored;
    return new Map(
      [...bindings].flatMap(([name, binding]) => {
        const policy = policies.get((binding as Binding).spec.policyName);
        return policy === undefined ? [] : [[name, policy as Policy] as const];
      }),
    );
  }
}

function expressionsOf({ spec }: Policy): readonly string[] {
  return [...(spec.matchConditions ?? []), ...spec.validations].map(({ expression }) => expression);
}
