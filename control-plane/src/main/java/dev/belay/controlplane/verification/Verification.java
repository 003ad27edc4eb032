package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.RevisionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one verification.
 *
 * @param revision for a question the number that a release would have got
 * @param digest of the artifact, as 64 hexadecimal characters
 * @param attempt counted from 1 for the same revision and artifact
 * @param endedAt null while it is under way
 * @param gates in the order in which they were looked at; without those that were not
 */
public record Verification(
    RevisionId revision,
    String digest,
    int attempt,
    Subject.Occasion occasion,
    String by,
    Instant startedAt,
    @Nullable Instant endedAt,
    Outcome outcome,
    List<Looked> gates) {

  public Verification {
    gates = List.copyOf(gates);
  }

  public Verification with(List<Looked> looked) {
    return new Verification(
        revision, digest, attempt, occasion, by, startedAt, endedAt, outcome, looked);
  }

  /** How a verification stands. */
  public enum Outcome {
    UNDERWAY,
    PASSED,
    BLOCKED,
    /** A gate could not look. */
    FAILED,
    /** Its control plane is gone; a release begins it again. */
    INTERRUPTED;

    /** As people read it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What became of one gate. */
  public record Looked(
      Gate gate, Instant startedAt, Duration took, Verdict verdict, List<Finding> findings) {}

  /** What a gate said. */
  public enum Verdict {
    /** No blocker. */
    PASSED,
    BLOCKED,
    /** It would have blocked, had nobody released it. */
    RELEASED,
    /** It had not ended in its time, and counts as failed. */
    TIMEDOUT;

    /** As people read it. */
    public String word() {
      return this == TIMEDOUT ? "timed out" : name().toLowerCase(Locale.ROOT);
    }
  }
}
