package dev.belay.controlplane.verification.contract;

/** How much of the truth a part of a contract is. */
public enum Completeness {
  COMPLETE,
  PARTIAL,
  /** Nothing can be concluded from what is not in it. */
  UNKNOWN
}
