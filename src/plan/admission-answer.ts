/**
 * Statuses of the 4xx range that do not judge the request itself. They report an unknown caller, a race, too many requests or a missing server.
 */
const PASSING: readonly number[] = [401, 404, 408, 409, 425, 429];

/** The 403 message of a newly started apiserver with unready admission (k8s.io/apiserver `pkg/admission`). */
const NOT_READY = /not yet ready to handle request/;

/** A dry run cannot call webhooks with side effects, and the apiserver refuses the request only for this reason. */
const NO_DRY_RUN = /dry.?run/i;

/** An apiserver's verdict on a write. The write is admitted, refused for good, or `untold` without a clear verdict. */
export type AdmissionAnswer = 'admitted' | 'refused' | 'untold';

/** Judges the answer to a write by status and message. Waiting does not mend a refusal for good. */
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
