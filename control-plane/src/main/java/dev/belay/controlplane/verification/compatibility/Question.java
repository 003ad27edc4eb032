package dev.belay.controlplane.verification.compatibility;

/**
 * What the rows of today can tell.
 *
 * @param table whose rows they are; without any there is no answer
 * @param query returns a row if the old code does what the changed schema refuses
 */
record Question(String table, String query) {

  /** A row of the table for which the condition holds. */
  static Question any(String table, String condition) {
    return new Question(
        table, "select 1 from %s where %s limit 1".formatted(WriteRules.id(table), condition));
  }
}
