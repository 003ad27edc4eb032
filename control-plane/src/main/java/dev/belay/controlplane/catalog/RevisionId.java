package dev.belay.controlplane.catalog;

/**
 * Names one release record of a service. The same artifact released again is a new number.
 *
 * @param number counts from 1 and is never used twice within a service
 */
public record RevisionId(ServiceName service, int number) {

  public RevisionId {
    if (number < 1) {
      throw new IllegalArgumentException("A revision's number starts at 1, not " + number);
    }
  }

  /** The short form shown to people, such as {@code r7}. */
  public String label() {
    return "r" + number;
  }

  /** Reads {@link #label()}. */
  public static RevisionId parse(ServiceName service, String label) {
    if (!label.matches("r[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("Not a revision: '" + label + "'. Write r1, r2, …");
    }
    return new RevisionId(service, Integer.parseInt(label.substring(1)));
  }

  @Override
  public String toString() {
    return service + "/" + label();
  }
}
