/** One server's own kube-apiserver. */
export interface ApiserverTarget {
  /** For example `https://127.0.0.1:6443`. */
  readonly url: string;
  readonly dataDir: string;
}

/** One server's own etcd member. */
export interface EtcdTarget {
  /** Base URL of its HTTP listener (measured.md 4). */
  readonly url: string;
  readonly dataDir: string;
}
