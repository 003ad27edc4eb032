package dev.belay.controlplane.replay;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.RecordedLook;
import dev.belay.controlplane.rollout.Totals;
import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.Weight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A release as a control plane records it, a look a second. */
final class Recording {

  static final ServiceName SHOP = new ServiceName("shop");
  static final RevisionId STABLE = new RevisionId(SHOP, 1);
  static final RevisionId CANDIDATE = new RevisionId(SHOP, 2);
  static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

  private final List<RecordedLook> looks = new ArrayList<>();
  private Instant at = BEGIN;
  private long epoch = 1;

  Recording() {
    looks.add(
        new RecordedLook(at, true, List.of(counts(STABLE, Weight.ALL, false, 5_000, 0, 20_000))));
  }

  /** Stable alone. */
  Recording alone(int seconds, int perSecond) {
    for (int i = 0; i < seconds; i++) {
      look(List.of(counts(STABLE, Weight.ALL, false, perSecond, 0, 20_000)));
    }
    return this;
  }

  /**
   * Both, for as long as this.
   *
   * @param percent the candidate's share of the requests
   * @param failing how many percent of the candidate's requests fail
   */
  Recording both(int seconds, int perSecond, int percent, int failing) {
    return both(seconds, perSecond, percent, failing, 20_000);
  }

  Recording both(int seconds, int perSecond, int percent, int failing, long tookMicros) {
    epoch++;
    long owed = 0;
    long failed = 0;
    for (int i = 0; i < seconds; i++) {
      owed += (long) perSecond * percent;
      long asked = owed / 100;
      owed -= 100 * asked;
      failed += asked * failing;
      long fails = failed / 100;
      failed -= 100 * fails;
      Weight weight = Weight.percent(percent);
      boolean concurrent = percent < 100;
      var gained = new ArrayList<Counts>();
      gained.add(counts(CANDIDATE, weight, concurrent, asked - fails, fails, tookMicros));
      if (concurrent) {
        gained.add(counts(STABLE, weight.complement(), true, perSecond - asked, 0, 20_000));
      }
      look(gained);
    }
    return this;
  }

  Totals ofCandidate() {
    long fine = 0;
    long failed = 0;
    for (RecordedLook look : looks) {
      for (Counts counts : look.gained()) {
        boolean its = counts.revision().equals(CANDIDATE);
        fine += its ? counts.succeeded() : 0;
        failed += its ? counts.failed() : 0;
      }
    }
    return new Totals(fine, 0, failed, 0);
  }

  List<RecordedLook> looks() {
    return List.copyOf(looks);
  }

  Instant end() {
    return at;
  }

  private void look(List<Counts> gained) {
    at = at.plusSeconds(1);
    looks.add(new RecordedLook(at, false, gained));
  }

  private Counts counts(
      RevisionId revision, Weight weight, boolean concurrent, long fine, long failed, long micros) {
    var timing = new Timing(List.of(new Bucket(micros, fine + failed)), List.of());
    return new Counts(
        revision, epoch, weight, concurrent, fine, 0, failed, 0, fine + failed, timing);
  }
}
