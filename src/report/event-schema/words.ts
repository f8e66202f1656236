import * as z from 'zod';
import { STAGE_COMMANDS, STAGES } from '../../model/encryption.ts';
import { GATES, type StepId } from '../../model/step.ts';

/** The small words that events, plans, facts and failures share, as they are written in JSON. A field that may be `undefined` is then absent. */
export const text = z.string();
export const amount = z.number().min(0);
export const texts = z.array(text);
export const stage = z.enum(STAGES);
export const stageCommand = z.enum(STAGE_COMMANDS);
export const gate = z.enum(GATES);
export const role = z.enum(['control-plane', 'etcd']);
export const distribution = z.enum(['rke2', 'k3s']);
/** Names of servers are part of it: see docs of the plan for its forms. */
export const stepId = z.string().min(1).meta({ description: 'step of the plan' }) as unknown as z.ZodType<
  StepId,
  StepId
>;
export const keyName = z.strictObject({ provider: z.enum(['aescbc', 'secretbox']), name: text });
export const stageHash = z.strictObject({ stage, sha256: text });
export const evidence = z.record(text, z.union([text, z.number()]));
export const count = z.int().min(0);
