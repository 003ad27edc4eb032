package dev.belay.controlplane.rollout;

/** The end of a control plane between two lines, as by kill -9: nothing catches it. */
final class Killed extends Error {

  private static final long serialVersionUID = 1L;

  Killed(String where) {
    super(where, null, false, false);
  }
}
