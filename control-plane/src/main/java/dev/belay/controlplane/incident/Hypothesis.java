package dev.belay.controlplane.incident;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A possible cause.
 *
 * @param type a stable name, such as {@code MissingSetting}
 * @param why one sentence for people
 * @param facts what speaks for it, as {@link Evidence#words} has it
 * @param detail particulars by name; never a setting's value
 * @param consequenceOf the type of the cause that explains this one; null for a cause of its own
 */
public record Hypothesis(
    String type,
    Level level,
    String why,
    List<String> facts,
    Map<String, String> detail,
    @Nullable String consequenceOf) {

  /** How well it is founded. */
  public enum Level {
    /** The failing process, or who decided, said so itself. */
    CONFIRMED,
    LIKELY,
    /** Fits, but is not shown; never named first. */
    POSSIBLE
  }

  public Hypothesis {
    facts = List.copyOf(facts);
    detail = Collections.unmodifiableSortedMap(new TreeMap<>(detail));
  }

  static Hypothesis of(
      String type, Level level, String why, Map<String, String> detail, List<Evidence> facts) {
    return new Hypothesis(
        type,
        level,
        why,
        facts.stream().map(Evidence::words).distinct().limit(10).toList(),
        detail,
        null);
  }

  Hypothesis as(Level other) {
    return new Hypothesis(type, other, why, facts, detail, consequenceOf);
  }

  Hypothesis explainedBy(Hypothesis cause) {
    return new Hypothesis(type, level, why, facts, detail, cause.type());
  }
}
