import type { AnswerBound } from '../model/failures/host.ts';

/**
 * All limits of what a host may answer. Each is far above what real clusters send, so that only a broken or a hostile
 * host meets it. Together they keep the memory of keyturn below 300 MB, and the work between two turns of the event
 * loop short, whatever arrives (SECURITY.md, "Bounds").
 */

/** A bound that an answer went beyond, and the most that is accepted. */
export interface Exceeded {
  readonly bound: AnswerBound;
  readonly limit: number;
}

/** Bounds of one stream of text. */
export interface TextBounds {
  readonly bytes: number;
  readonly lines: number;
  readonly lineBytes: number;
}

/** Standard output, where a command names no other size. A tail of the engine's log has the most, some 100 kB. */
export const STDOUT_BYTES = 1024 * 1024;
/** Kept of standard error, head and tail. The rest is read and dropped. */
export const STDERR_BYTES = 64 * 1024;
/** The longest answers in lines are pages of 2,000 Secrets with two lines each, and tables of mounts. */
export const LINES = 50_000;
/** journald cuts its lines at 48 KiB (`LineMax`), and Linux an argument at 128 KiB. */
export const LINE_BYTES = 256 * 1024;

/** JSON of one object, or of a few. Kubernetes keeps no object above 1.5 MiB (etcd's own bound of a request). */
export const JSON_BYTES = 2 * 1024 * 1024;
/** Of answers that may be as long as this, a host gives one at a time. */
export const LONG_ANSWER_BYTES = 4 * 1024 * 1024;
/**
 * JSON of a list. The Leases of 5,000 kubelets have 5 MB, a hundred webhook configurations with certificates and managed
 * fields 1 to 4 MB, and the Node of a server up to 15 kB.
 */
export const LIST_JSON_BYTES = 6 * 1024 * 1024;
/** Managed fields are the deepest part of the objects that keyturn asks for, with about 15 levels. */
export const JSON_DEPTH = 64;
/** Members of objects and items of lists, of a whole document. A kubelet's Lease has about 25, a Node 300 to 500. */
export const JSON_VALUES = 250_000;

/** Nodes with the role of a server. etcd's own documentation advises against more than seven members. */
export const SERVER_NODES = 1_000;
/** Items of any other list of the Kubernetes API, for example the Leases of all kubelets. Kubernetes supports 5,000 Nodes. */
export const LIST_ITEMS = 20_000;
/** Secrets in one datastore. etcd with its largest advised size of 8 GiB has room for a few millions of empty ones. */
export const SECRETS = 10_000_000;
/** Names of Secrets that are held at once, together with their namespaces, bytes. These are about a million names. */
export const SECRET_NAMES_BYTES = 64 * 1024 * 1024;
/** Names of keys in one datastore. Each rotation leaves at most two. */
export const KEY_NAMES = 1_000;

/**
 * From this many packets on, a reading command's packets must carry this many bytes each on average. Programs write
 * into a pipe by the kilobyte. A slower drip is ended by the command's deadline, which no byte extends.
 */
export const TRICKLE = { packets: 2_000, bytesPerPacket: 16 } as const;
