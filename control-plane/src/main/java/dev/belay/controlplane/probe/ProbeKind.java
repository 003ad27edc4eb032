package dev.belay.controlplane.probe;

/** What a probe asks. */
public enum ProbeKind {
  /** Has it come up? Until then the other two are not asked. */
  STARTUP,
  /** Would only a restart help? */
  LIVENESS,
  /** Can it take requests now? */
  READINESS
}
