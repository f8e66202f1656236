// Reads the options about alerts. They change what the inventory says for this run.
import { ALERT_PATTERN, WEB_ADDRESS } from '../../inventory/formats.ts';
import type { AlertGate } from '../model/automation.ts';
import type { Cluster } from '../model/cluster.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { AlertArguments } from './options.ts';
import { givenBy } from './variables.ts';

/** Sets the Prometheus of the inventory aside. */
const NONE = 'none';
/** For a Prometheus that is named on the command line alone. */
const DEADLINE_MS = 10_000;

interface Given {
  readonly command: string;
  readonly args: AlertArguments;
  readonly environment: NodeJS.ProcessEnv;
}

/** The cluster with the gate of alerts as the options have it. Fails with `usage`. */
export function withAlertOptions(cluster: Cluster, given: Given): Result<Cluster> {
  const gate = gateOf(cluster.automation.alerts, given);
  return gate.ok
    ? success({ ...cluster, automation: { ...cluster.automation, alerts: gate.value } })
    : failed({ kind: 'usage', command: given.command, message: gate.failure });
}

/** Fails with the message of a usage error. */
function gateOf(
  ofInventory: AlertGate | undefined,
  { args, environment }: Given,
): Result<AlertGate | undefined, string> {
  const { prometheus, onlyAlerts, ignoreAlerts } = args;
  const patterns = { '--only-alerts': onlyAlerts, '--ignore-alerts': ignoreAlerts };
  for (const [flag, pattern] of Object.entries(patterns)) {
    if (pattern !== undefined && !ALERT_PATTERN.pattern.test(pattern))
      return failed(`${givenBy(flag, pattern, environment)} expects ${ALERT_PATTERN.expected}`);
  }
  if (prometheus === NONE) return success(undefined);
  if (prometheus !== undefined && !WEB_ADDRESS.pattern.test(prometheus)) {
    const name = givenBy('--prometheus', prometheus, environment);
    return failed(`${name} expects ${WEB_ADDRESS.expected}, or the word ${NONE}`);
  }
  const gate = prometheus === undefined ? ofInventory : gateAt(prometheus, ofInventory);
  if (gate === undefined) {
    const [first] = Object.entries(patterns).find(([, pattern]) => pattern !== undefined) ?? [];
    return first === undefined
      ? success(undefined)
      : failed(`${first} needs a Prometheus: --prometheus, or alerts in the inventory`);
  }
  return success({ ...gate, only: onlyAlerts ?? gate.only, ignore: ignoreAlerts ?? gate.ignore });
}

/** The gate at another address. The token of the inventory goes to no other host, and its certificates are of its own. */
function gateAt(prometheus: string, ofInventory: AlertGate | undefined): AlertGate {
  const known = ofInventory ?? {
    only: undefined,
    ignore: undefined,
    labels: {},
    watchdog: undefined,
    deadlineMs: DEADLINE_MS,
  };
  const isSameHost = ofInventory !== undefined && new URL(ofInventory.prometheus).origin === new URL(prometheus).origin;
  const access = isSameHost ? ofInventory : { caFile: undefined, token: { file: undefined, variable: undefined } };
  return { ...known, prometheus, caFile: access.caFile, token: access.token };
}
