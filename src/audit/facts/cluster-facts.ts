/** What a namespace says about Pod Security, and whether its default ServiceAccount gives every pod a token. */
export interface NamespaceFacts {
  readonly name: string;
  /** Labels `pod-security.kubernetes.io/...` by mode. */
  readonly levels: { readonly enforce?: string; readonly audit?: string; readonly warn?: string };
  /** `automountServiceAccountToken` of the ServiceAccount `default`, or `undefined` if unset. */
  readonly automountsToken: boolean | undefined;
  readonly hasDefaultAccount: boolean;
  /** Number of NetworkPolicy objects. */
  readonly networkPolicies: number;
}

/** An apiserver's answer to a pod tried in a dry run. */
export interface TriedPod {
  /** HTTP status, or 0 without an answer. */
  readonly status: number;
  /** The reason of a refusal, in the words of the refusing party. */
  readonly message: string;
}

/** The pods tried in one namespace. */
export interface TriedPods {
  readonly namespace: string;
  readonly privileged: TriedPod;
  readonly restricted: TriedPod;
}
