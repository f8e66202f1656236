/** Statuses of the 4xx that are not about what was asked for: who asks, a race, too much at once, a server that is not there yet. */
const PASSING: readonly number[] = [401, 404, 408, 409, 425, 429];

/** Admission itself is not ready yet on an apiserver that has just started; it answers 403 then (k8s.io/apiserver `pkg/admission`). */
const NOT_READY = /not yet ready to handle request/;

/** A webhook that has side effects is not asked in a dry run, and the request is refused for that alone. */
const NO_DRY_RUN = /dry.?run/i;

/** What an apiserver said to a write: it is admitted, refused for good, or nobody can say. */
export type AdmissionAnswer = 'admitted' | 'refused' | 'untold';

/** Judges the answer to a write by its status and message: a refusal for good is one that waiting does not mend. */
export function admissionAnswer({
  status,
  message,
}: {
  readonly status: number;
  readonly message: string;
}): AdmissionAnswer {
  if (status >= 200 && status <= 299) return 'admitted';
  const isClient = status >= 400 && status <= 499 && !PASSING.includes(status);
  return isClient && !NOT_READY.test(message) && !NO_DRY_RUN.test(message) ? 'refused' : 'untold';
}
