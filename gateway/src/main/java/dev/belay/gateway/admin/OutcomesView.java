package dev.belay.gateway.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.belay.gateway.outcome.EpochOutcomes;
import dev.belay.gateway.outcome.LatencySnapshot;
import dev.belay.gateway.outcome.Outcome;
import dev.belay.gateway.outcome.RevisionOutcomes;
import dev.belay.gateway.outcome.Tally;
import dev.belay.gateway.routing.Service;
import dev.belay.gateway.routing.TableDocument;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What {@code GET …/outcomes} shows. */
record OutcomesView(String bootId, String service, long weightEpoch, List<RevisionView> revisions) {

  private static final List<Long> WAITING_MILLIS =
      List.of(200L, 500L, 1_000L, 2_000L, 5_000L, 10_000L, 30_000L, 60_000L);

  private static final List<Long> AGES_MILLIS =
      List.of(0L, 100L, 500L, 1_000L, 2_000L, 5_000L, 10_000L, 30_000L, 60_000L, 300_000L);

  static OutcomesView of(String bootId, Service service) {
    TableDocument table = service.routing().table();
    List<RevisionView> revisions =
        service.outcomes().revisions().stream()
            .map(revision -> revision(service, table, revision))
            .toList();
    return new OutcomesView(bootId, service.name(), table.weightEpoch(), revisions);
  }

  private static RevisionView revision(
      Service service, TableDocument table, RevisionOutcomes counted) {
    int weight =
        table.arms().stream()
            .filter(arm -> arm.revision().equals(counted.label()))
            .mapToInt(TableDocument.Arm::weight)
            .sum();
    return new RevisionView(
        counted.label(),
        counted.present(),
        weight,
        counted.inFlight(),
        AGES_MILLIS.stream().map(age -> age(counted, age)).toList(),
        counted.hung(),
        counted.attemptFailures(),
        instances(service, table, counted.label()),
        epochs(counted),
        new EvictedView(counted.evictedEpochs(), CountsView.of(counted.evicted())));
  }

  private static List<InstanceView> instances(
      Service service, TableDocument table, String revision) {
    List<String> ids =
        table.arms().stream()
            .filter(arm -> arm.revision().equals(revision))
            .flatMap(arm -> arm.instances().stream())
            .map(TableDocument.Instance::id)
            .toList();
    return service.backends().stream()
        .filter(backend -> ids.contains(backend.id()))
        .map(backend -> new InstanceView(backend.id(), backend.attemptFailures()))
        .toList();
  }

  private static AgeView age(RevisionOutcomes counted, long millis) {
    return new AgeView(millis, counted.inFlightOlderThan(TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  private static List<EpochView> epochs(RevisionOutcomes counted) {
    List<EpochOutcomes> epochs = counted.epochs();
    return IntStream.range(0, epochs.size())
        .mapToObj(i -> epoch(epochs.get(i), i + 1 < epochs.size() ? epochs.get(i + 1) : null))
        .toList();
  }

  private static EpochView epoch(EpochOutcomes counted, @Nullable EpochOutcomes next) {
    // What waits first: a request that is answered meanwhile is told twice and not lost.
    int[] waiting = counted.revision().waiting(counted, next, WAITING_MILLIS);
    LatencySnapshot latency = counted.latency().snapshot();
    return new EpochView(
        counted.epoch(),
        counted.weight(),
        counted.concurrent(),
        counted.routed(),
        CountsView.of(counted.tally()),
        new LatencyView(
            latency.count(), latency.quantile(0.5), latency.quantile(0.99), latency.buckets()),
        IntStream.range(0, waiting.length)
            .filter(i -> waiting[i] > 0)
            .mapToObj(i -> new AgeView(WAITING_MILLIS.get(i), waiting[i]))
            .toList());
  }

  /** One revision over all its epochs. */
  record RevisionView(
      String revision,
      boolean present,
      int weight,
      int inFlight,
      List<AgeView> inFlightAges,
      long hung,
      long attemptFailures,
      List<InstanceView> instances,
      List<EpochView> epochs,
      EvictedView evicted) {}

  /** Requests in flight that are at least this old. */
  record AgeView(long atLeastMillis, int count) {}

  /** Failed attempts of an instance, whatever a retry made of them. */
  record InstanceView(String id, long attemptFailures) {}

  /** One weight epoch. */
  record EpochView(
      long weightEpoch,
      int weight,
      boolean concurrent,
      long routed,
      @JsonUnwrapped CountsView counts,
      LatencyView latency,
      List<AgeView> waiting) {}

  /** The sum of epochs that are not kept one by one any more. */
  record EvictedView(long epochs, @JsonUnwrapped CountsView counts) {}

  /** Counts since boot. */
  record CountsView(
      long succeeded,
      long refused,
      long failed,
      long unanswered,
      long clientAborted,
      long overload,
      long rescued) {

    static CountsView of(Tally tally) {
      return new CountsView(
          tally.of(Outcome.SUCCEEDED),
          tally.of(Outcome.REFUSED),
          tally.of(Outcome.FAILED),
          tally.of(Outcome.UNANSWERED),
          tally.of(Outcome.CLIENT_ABORTED),
          tally.of(Outcome.OVERLOAD),
          tally.rescued());
    }
  }

  /** Time from routing to the head of the answer; quantiles are upper bounds of their buckets. */
  record LatencyView(
      long count, long p50Micros, long p99Micros, List<LatencySnapshot.Bucket> buckets) {}
}
