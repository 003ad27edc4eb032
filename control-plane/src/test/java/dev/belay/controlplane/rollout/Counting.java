package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts a second time, without a cursor: of each boot of the gateway, what was last seen and kept.
 * The evidence must say the same.
 */
final class Counting {

  private final Map<RevisionId, Book> books = new HashMap<>();

  private static final class Book {
    private final Map<String, Totals> candidate = new LinkedHashMap<>();
    private final Map<String, Totals> stable = new LinkedHashMap<>();
    private @Nullable Totals baseline;
  }

  void check(Rollout stored, @Nullable Snapshot counted) {
    if (counted != null) {
      fold(stored, counted);
    }
    Book book = books.get(stored.id());
    Totals candidate = book == null ? Totals.NONE : sum(book.candidate);
    Totals stable = book == null || book.baseline == null ? Totals.NONE : sum(book.stable);
    if (!stored.evidence().candidate().equals(candidate)) {
      throw new Violation(
          "NothingCountedTwiceOrLost",
          "candidate: " + stored.evidence().candidate() + ", in truth " + candidate);
    }
    Totals expected = book == null || book.baseline == null ? stable : minus(stable, book.baseline);
    if (!stored.evidence().stable().equals(expected)) {
      throw new Violation(
          "NothingCountedTwiceOrLost",
          "stable: " + stored.evidence().stable() + ", in truth " + expected);
    }
  }

  private void fold(Rollout stored, Snapshot counted) {
    Book book = books.computeIfAbsent(stored.id(), added -> new Book());
    book.candidate.put(counted.bootId(), of(counted, stored.id()));
    RevisionId stable = stored.stable() == null ? null : stored.stable().id();
    Totals now = stable == null ? Totals.NONE : of(counted, stable);
    if (book.baseline == null) {
      book.baseline = now;
    }
    book.stable.put(counted.bootId(), now);
  }

  private static Totals of(Snapshot counted, RevisionId revision) {
    Totals sum = Totals.NONE;
    for (Counts counts : counted.counts()) {
      if (counts.revision().equals(revision)) {
        sum = sum.plus(Totals.of(counts));
      }
    }
    return sum;
  }

  private static Totals sum(Map<String, Totals> boots) {
    Totals sum = Totals.NONE;
    for (Totals each : boots.values()) {
      sum = sum.plus(each);
    }
    return sum;
  }

  private static Totals minus(Totals whole, Totals part) {
    return new Totals(
        whole.succeeded() - part.succeeded(),
        whole.refused() - part.refused(),
        whole.failed() - part.failed(),
        whole.unanswered() - part.unanswered());
  }
}
