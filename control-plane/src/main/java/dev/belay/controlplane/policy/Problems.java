package dev.belay.controlplane.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** All that is found in a document; the first {@value #MAX} errors and warnings each. */
final class Problems {

  private static final int MAX = 100;

  private static final Comparator<PolicyProblem> FROM_THE_TOP =
      Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column);

  private final List<PolicyProblem> errors = new ArrayList<>();
  private final List<PolicyProblem> warnings = new ArrayList<>();

  void error(@Nullable Mark at, String pointer, String message, String remedy) {
    add(errors, at, pointer, message, remedy);
  }

  void warning(Mark at, String pointer, String message, String remedy) {
    add(warnings, at, pointer, message, remedy);
  }

  private static void add(
      List<PolicyProblem> to, @Nullable Mark at, String pointer, String message, String remedy) {
    if (to.size() < MAX) {
      int line = at == null ? 1 : at.getLine() + 1;
      int column = at == null ? 1 : at.getColumn() + 1;
      to.add(new PolicyProblem(line, column, pointer, message, remedy));
    }
  }

  boolean none() {
    return errors.isEmpty();
  }

  void throwIfAny() {
    if (!errors.isEmpty()) {
      errors.sort(FROM_THE_TOP);
      throw new InvalidPolicyException(errors);
    }
  }

  List<PolicyProblem> warnings() {
    warnings.sort(FROM_THE_TOP);
    return List.copyOf(warnings);
  }
}
