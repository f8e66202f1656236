/** The engine's delays, `scale` times faster. Clocks themselves run at their normal speed. */
export class SimulatedTime {
  readonly scale: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #disposed = false;

  constructor(scale: number) {
    this.scale = scale;
  }

  now(): number {
    return Date.now();
  }

  /** Runs `work` after `ms` of simulated time. Gives a function that forgets it. */
  after(ms: number, work: () => void): () => void {
    if (this.#disposed) return () => {};
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms / this.scale);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Resolves after `ms` of simulated time; never, once disposed. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** Simulated milliseconds, as on real hosts (engine.md "Timing", measured.md 1b). */
export const DURATIONS = {
  serviceStart: 5_000,
  containerStart: 5_000,
  reloadPeriod: 60_000,
  /** How long a Node may be silent until it is NotReady (`node-monitor-grace-period`). */
  nodeGrace: 40_000,
  nodeHeartbeat: 10_000,
  /** Between two compactions of an apiserver. */
  compaction: 300_000,
  /** Fifty Secrets a progress event; about a hundred a second. */
  fiftySecrets: 500,
  snapshot: 1_000,
  /** Until the engine has begun what it was asked for. */
  stageCommand: 300,
  /** The engine holds its answer for the disk: everything is written by then, and nobody has been told. */
  answerHeld: 1_000,
} as const;
