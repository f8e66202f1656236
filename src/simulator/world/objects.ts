/** A stored Secret, as JSON behind etcd's `k8s\0` mark. Real apiservers store protobuf. */
export interface SecretObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly data: Readonly<Record<string, string>>;
}

const MARK = Buffer.from('k8s\0');

export function encodeSecret(secret: SecretObject): Buffer {
  return Buffer.concat([MARK, Buffer.from(JSON.stringify(secret))]);
}

export function decodeSecret(plain: Buffer): SecretObject {
  return JSON.parse(plain.subarray(MARK.length).toString()) as SecretObject;
}

export function secretKey(namespace: string, name: string): string {
  return `/registry/secrets/${namespace}/${name}`;
}

/** First key of all Secrets, and the first key after all Secrets. */
export const SECRETS = { from: '/registry/secrets/', to: '/registry/secrets0' } as const;

/** A Node, and its Lease's renewTime. */
export interface NodeObject {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  annotations: Record<string, string>;
  ready: boolean;
  heartbeatMs: number;
  unschedulable: boolean;
  kubeletVersion: string;
  readonly bootId: string;
  readonly addresses: readonly { readonly type: 'InternalIP' | 'Hostname'; readonly address: string }[];
}

/** A Lease outside kube-node-lease. */
export interface LeaseObject {
  readonly body: Readonly<Record<string, unknown>>;
  readonly resourceVersion: string;
}
