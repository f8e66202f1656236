import * as z from 'zod';
import { WrittenCluster, WrittenJump, WrittenRotation, WrittenServer, WrittenSsh, WrittenTiming } from './schema.ts';

/** Every missing or wrong field is absent, so rules can check the rest while the schema still reports problems. */
type Parts<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

export type SalvagedSsh = Omit<Parts<WrittenSsh>, 'jump'> & { readonly jump?: SalvagedJump | undefined };

/** A bastion. A wrong `host` is absent. */
type SalvagedJump = string | false | SalvagedBastion;

export type SalvagedBastion = SalvagedSsh & { readonly host?: string | undefined };

export type SalvagedServer = Omit<Parts<WrittenServer>, 'ssh'> & { readonly ssh: SalvagedSsh };

export interface SalvagedCluster {
  readonly name: string;
  readonly distribution: WrittenCluster['distribution'] | undefined;
  readonly ssh: SalvagedSsh;
  /** `undefined` without a written list. Each index is the index in the document. */
  readonly servers: readonly SalvagedServer[] | undefined;
  readonly rotation: Parts<WrittenRotation>;
  readonly timing: Parts<WrittenTiming>;
}

export interface SalvagedInventory {
  /** `undefined` where no map is written. */
  readonly clusters: readonly SalvagedCluster[] | undefined;
}

/** Takes every valid field out of plain data, so problems of rules and of the schema are reported together. */
export function salvage(data: unknown): SalvagedInventory {
  const clusters = mapOf(mapOf(data)?.['clusters']);
  return {
    clusters: clusters && Object.entries(clusters).map(([name, value]) => salvageCluster(name, mapOf(value) ?? {})),
  };
}

function salvageCluster(name: string, written: Readonly<Record<string, unknown>>): SalvagedCluster {
  const servers = written['servers'];
  return {
    name,
    distribution: parts(WrittenCluster.shape, written).distribution,
    ssh: salvageSsh(written['ssh']),
    servers: Array.isArray(servers) ? servers.map(salvageServer) : undefined,
    rotation: parts(WrittenRotation.shape, mapOf(written['rotation']) ?? {}),
    timing: parts(WrittenTiming.shape, mapOf(written['timing']) ?? {}),
  };
}

function salvageServer(value: unknown): SalvagedServer {
  const written = mapOf(value) ?? {};
  const { host, name, nodeName, roles } = parts(WrittenServer.shape, written);
  return { host, name, nodeName, roles, ssh: salvageSsh(written['ssh']) };
}

function salvageSsh(value: unknown): SalvagedSsh {
  const written = mapOf(value) ?? {};
  return { ...parts(WrittenSsh.shape, written), jump: salvageJump(written['jump']) };
}

function salvageJump(value: unknown): SalvagedJump | undefined {
  const written = mapOf(value);
  if (written === undefined) {
    return value === false || typeof value === 'string' ? value : undefined;
  }
  return { ...parts(WrittenJump.shape, written), jump: salvageJump(written['jump']) };
}

function parts<Shape extends z.ZodRawShape>(
  shape: Shape,
  written: Readonly<Record<string, unknown>>,
): Parts<z.infer<z.ZodObject<Shape>>> {
  const valid = Object.entries(shape).flatMap(([key, schema]) => {
    const parsed = z.safeParse(schema, Object.hasOwn(written, key) ? written[key] : undefined);
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(valid) as Parts<z.infer<z.ZodObject<Shape>>>;
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
