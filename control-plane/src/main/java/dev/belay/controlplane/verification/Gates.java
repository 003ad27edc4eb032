package dev.belay.controlplane.verification;

import java.util.List;
import java.util.stream.Stream;

/**
 * The gates in their order. Another gate is one more entry in {@link VerificationConfiguration}.
 */
public record Gates(List<Inspection> inOrder) {

  public Gates {
    inOrder = List.copyOf(inOrder);
  }

  /** What a gate found, as it is told of a release that may have released the gate. */
  public static List<Finding> through(Gate gate, Subject subject, List<Finding> found) {
    return subject.policy().released().contains(gate)
        ? found.stream().map(each -> each.released(gate)).toList()
        : found;
  }

  /** The worst first, else in the gates' order. */
  public static List<Finding> worstFirst(List<Finding> findings) {
    return Stream.of(Finding.Level.values())
        .flatMap(level -> findings.stream().filter(each -> each.level() == level))
        .toList();
  }
}
