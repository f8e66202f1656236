import * as z from 'zod';
import { NOTIFIED_ENDS } from '../src/model/automation.ts';
import { ALERT_PATTERN, DURATION, LABEL, PATH, VARIABLE, WEB_ADDRESS } from './formats.ts';

/** The written form of everything around a rotation: hooks, notifications and the gate of alerts. */

const Duration = z.string().regex(DURATION.pattern);
const Path = z.string().regex(PATH.pattern);

const WrittenHook = z
  .strictObject({
    command: z
      .array(z.string().min(1))
      .min(1)
      .meta({ description: 'The program and its arguments; no shell reads them.' }),
    deadline: Duration.meta({ description: 'How long it may take.', default: '5m' }).optional(),
  })
  .meta({ description: "A program on the operator's machine; it gets JSON on its standard input." });

export const WrittenHooks = z
  .strictObject({
    'before-run': WrittenHook.meta({ description: 'Before the first step. A failure stops the run.' }).optional(),
    'before-restart': WrittenHook.meta({ description: 'Before each restart. A failure stops the run.' }).optional(),
    'after-restart': WrittenHook.meta({
      description: 'When a restarted server is healthy. A failure warns.',
    }).optional(),
    'after-run': WrittenHook.meta({ description: 'After a run that is done. A failure warns.' }).optional(),
    'on-failure': WrittenHook.meta({ description: 'After everything that is not done. A failure warns.' }).optional(),
    environment: z
      .array(z.string().regex(VARIABLE.pattern))
      .meta({ description: 'Variables that hooks get besides PATH, HOME and the like.' })
      .optional(),
  })
  .meta({ description: 'Programs around a run.' });

/** Where a bearer token comes from, at most one of the two. */
const BEARER_TOKEN = {
  tokenFile: Path.meta({ description: 'File with a bearer token.' }).optional(),
  tokenVariable: z
    .string()
    .regex(VARIABLE.pattern)
    .meta({ description: 'Environment variable with a bearer token.' })
    .optional(),
};

export const WrittenWebhook = z
  .strictObject({
    url: z
      .string()
      .regex(WEB_ADDRESS.pattern)
      .meta({ description: 'Is sent a POST with JSON.', examples: ['https://hooks.example.com/keyturn'] }),
    on: z.array(z.enum(NOTIFIED_ENDS)).min(1).meta({ description: 'Which ends are told; default: all.' }).optional(),
    ...BEARER_TOKEN,
    deadline: Duration.meta({ description: 'How long one try may take.', default: '10s' }).optional(),
  })
  .meta({ description: 'An address that is told how a run ended.' });

const Pattern = z.string().regex(ALERT_PATTERN.pattern);

export const WrittenAlerts = z
  .strictObject({
    prometheus: z
      .string()
      .regex(WEB_ADDRESS.pattern)
      .meta({ description: 'Address of Prometheus.', examples: ['https://prometheus.example.com'] }),
    only: Pattern.meta({
      description: 'Only alerts whose whole name matches count. A regular expression of Prometheus (RE2).',
      examples: ['Etcd.*|KubeAPI.*'],
    }).optional(),
    ignore: Pattern.meta({
      description: 'Alerts whose whole name matches do not count. A regular expression of Prometheus (RE2).',
      examples: ['Watchdog|InfoInhibitor'],
    }).optional(),
    labels: z
      .array(z.string().regex(LABEL.pattern))
      .meta({ description: 'Labels that an alert has to have to count, such as cluster=prod.' })
      .optional(),
    watchdog: z
      .string()
      .regex(ALERT_PATTERN.pattern)
      .meta({
        description: 'Name of an alert that always fires. Where it does not, the alerting is taken for broken.',
        examples: ['Watchdog'],
      })
      .optional(),
    caFile: Path.meta({ description: 'Certificates to trust instead of those of the system, PEM.' }).optional(),
    ...BEARER_TOKEN,
    deadline: Duration.meta({ description: 'How long one question may take.', default: '10s' }).optional(),
  })
  .meta({ description: 'No run begins, and no server is restarted, while Prometheus has a firing alert.' });

export type WrittenAlerts = z.infer<typeof WrittenAlerts>;
export type WrittenHooks = z.infer<typeof WrittenHooks>;
export type WrittenWebhook = z.infer<typeof WrittenWebhook>;
