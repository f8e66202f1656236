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

  /** Runs `work` after `ms` of simulated time. Returns a function that cancels `work`. */
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

  /** Resolves after `ms` of simulated time, but never after the disposal. */
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
  /** How long a Node may be silent before it is NotReady (`node-monitor-grace-period`). */
  nodeGrace: 40_000,
  nodeHeartbeat: 10_000,
  /** Between two compactions of an apiserver. */
  compaction: 300_000,
  /** For fifty Secrets, which is about a hundred Secrets a second, with a progress event each time. */
  fiftySecrets: 500,
  snapshot: 1_000,
  /** Until the engine begins a command. */
  stageCommand: 300,
  /** How long the engine holds its answer for the disk. Everything is already written, and no client knows. */
  answerHeld: 1_000,
} as const;
