package dev.belay.drills;

/** A drill cannot be run as things are; says nothing about the product. */
final class DrillImpossibleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DrillImpossibleException(String why) {
    super(why);
  }
}
