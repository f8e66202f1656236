// Names for numbers, so that a signature says what a number counts and the generated JSON Schema says what values it has.

/**
 * A number of things, or a position in a list or a file.
 *
 * @asType integer
 * @minimum 0
 */
export type Count = number;

/**
 * A duration in milliseconds.
 *
 * @minimum 0
 */
export type Milliseconds = number;

/**
 * A size in bytes.
 *
 * @asType integer
 * @minimum 0
 */
export type Bytes = number;

/**
 * A whole number with a meaning of its own, such as an exit code or an HTTP status.
 *
 * @asType integer
 */
export type Code = number;
