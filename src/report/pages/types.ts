/**
 * What a page says of a failure beyond its message. Texts are whole sentences. Words in backticks are commands, paths,
 * options, or words of the engine.
 */
export interface FailurePage {
  readonly title: string;
  /** What happened, and how it comes about. One paragraph each. */
  readonly meaning: readonly string[];
  /** The state of Secrets and servers at this moment. */
  readonly safe: string;
  /** What to do, in this order. */
  readonly steps: readonly string[];
  /** What makes it worse, each as the end of "Do not ...". */
  readonly never: readonly string[];
  /** Pages of this repository with their section, and issues as `owner/name#number`. */
  readonly sources: readonly string[];
  /** One explanation for each form of the failure, by a word of the model. */
  readonly forms?: Readonly<Record<string, string>>;
}
