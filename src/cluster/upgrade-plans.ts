import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { success, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { refusedWith } from './http-error.ts';
import { apiserverCommand, send } from './http.ts';
import { readBody } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';

const plansSchema = z.object({
  items: z
    .array(
      z.object({
        metadata: z.object({ name: z.string(), namespace: z.string() }),
        status: z.object({ applying: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .default([]),
});

/** Plans of the system-upgrade-controller that are being applied: they restart servers on their own (failures.md B11, B25). */
export async function readUpgradePlans(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Result<readonly string[]>> {
  const command = apiserverCommand('upgrade plans', target, {
    method: 'GET',
    path: '/apis/upgrade.cattle.io/v1/plans',
  });
  const answer = await send(context, runner, command);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404) return success([]);
  if (status !== 200) return refusedWith(runner, command.name, answer.value);
  const plans = readBody(runner, command, body, { schema: plansSchema, expected: 'plans' });
  if (!plans.ok) return plans;
  const active = plans.value.items.filter(({ status: state }) => (state?.applying ?? []).length > 0);
  return success(active.map(({ metadata }) => `upgrade plan ${metadata.namespace}/${metadata.name}`));
}
