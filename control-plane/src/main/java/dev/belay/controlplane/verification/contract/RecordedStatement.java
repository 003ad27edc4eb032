package dev.belay.controlplane.verification.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a revision's code.
 *
 * @param sql with {@code ?} or {@code :name} for parameters, never with their values
 * @param source where the build has it from
 * @param parameters PostgreSQL's types; an element is null where it is not known, the list is empty
 *     where none is
 */
public record RecordedStatement(
    String sql, Source source, List<@Nullable String> parameters, List<ReadColumn> columns) {

  /** Where the build found a statement. */
  public enum Source {
    /** It ran in the service's own tests. */
    RECORDED,
    /** It is a text in the service's classes. */
    CONSTANT
  }

  /**
   * @param getter the class that the code reads it as; null if not known
   */
  public record ReadColumn(String name, @Nullable String getter) {}

  public RecordedStatement {
    parameters = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(parameters));
    columns = List.copyOf(columns);
  }
}
