package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gate;
import dev.belay.controlplane.verification.Inspection;
import dev.belay.controlplane.verification.Papers;
import dev.belay.controlplane.verification.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** A gate that does what it is told, and counts how often. */
final class Scripted implements Inspection {

  final AtomicInteger looks = new AtomicInteger();
  private final Gate gate;
  private final Duration limit;
  private final boolean decisive;
  private final BiFunction<Subject, Papers, List<Finding>> work;

  private Scripted(
      Gate gate,
      Duration limit,
      boolean decisive,
      BiFunction<Subject, Papers, List<Finding>> work) {
    this.gate = gate;
    this.limit = limit;
    this.decisive = decisive;
    this.work = work;
  }

  static Scripted gate(Gate gate, BiFunction<Subject, Papers, List<Finding>> work) {
    return new Scripted(gate, Duration.ofSeconds(60), gate == Gate.ARTIFACT, work);
  }

  static Scripted finding(Gate gate, Finding... findings) {
    return gate(gate, (subject, papers) -> List.of(findings));
  }

  Scripted within(Duration other) {
    return new Scripted(gate, other, decisive, work);
  }

  @Override
  public Gate gate() {
    return gate;
  }

  @Override
  public Duration limit() {
    return limit;
  }

  @Override
  public boolean decisive() {
    return decisive;
  }

  @Override
  public List<Finding> inspect(Subject subject, Papers papers) {
    looks.incrementAndGet();
    return work.apply(subject, papers);
  }
}
