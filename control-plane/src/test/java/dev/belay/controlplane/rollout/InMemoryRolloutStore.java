package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** For tests and the simulator. */
public final class InMemoryRolloutStore implements RolloutStore {

  private final Map<ServiceName, TreeMap<Integer, Rollout>> rollouts;
  private final Map<RevisionId, List<RecordedLook>> recorded;
  private final Map<ServiceName, Integer> lastNumbers;
  private final Set<RevisionId> lifted;
  private final AtomicLong highestToken;
  private long token;

  public InMemoryRolloutStore() {
    this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), new AtomicLong());
  }

  private InMemoryRolloutStore(
      Map<ServiceName, TreeMap<Integer, Rollout>> rollouts,
      Map<RevisionId, List<RecordedLook>> recorded,
      Map<ServiceName, Integer> lastNumbers,
      Set<RevisionId> lifted,
      AtomicLong highestToken) {
    this.rollouts = rollouts;
    this.recorded = recorded;
    this.lastNumbers = lastNumbers;
    this.lifted = lifted;
    this.highestToken = highestToken;
  }

  /** The same data as another control plane has it open. */
  public InMemoryRolloutStore another() {
    return new InMemoryRolloutStore(rollouts, recorded, lastNumbers, lifted, highestToken);
  }

  private void refuseTheSucceeded() {
    if (token != 0 && token != highestToken.get()) {
      throw new StaleFencingTokenException(new FencingToken(token), highestToken.get());
    }
  }

  @Override
  public synchronized Rollout create(ServiceName service, Function<RevisionId, Rollout> open) {
    refuseTheSucceeded();
    TreeMap<Integer, Rollout> of = of(service);
    if (of.values().stream().anyMatch(rollout -> !rollout.ended())) {
      throw new RolloutUnderWayException(service);
    }
    int number = lastNumbers.getOrDefault(service, 0) + 1;
    Rollout rollout = open.apply(new RevisionId(service, number)).stored(1);
    lastNumbers.put(service, number);
    of.put(number, rollout);
    recorded
        .keySet()
        .removeIf(id -> id.service().equals(service) && id.number() <= number - RECORDS_KEPT);
    while (of.size() > KEPT) {
      of.pollFirstEntry();
    }
    return rollout;
  }

  @Override
  public synchronized Rollout save(Rollout rollout, @Nullable RecordedLook look) {
    refuseTheSucceeded();
    Rollout stored = of(rollout.service()).get(rollout.id().number());
    if (stored == null || stored.version() != rollout.version()) {
      throw new StaleRolloutException(rollout.id(), rollout.version());
    }
    Rollout next = rollout.stored(rollout.version() + 1);
    of(rollout.service()).put(rollout.id().number(), next);
    List<RecordedLook> looks = looks(rollout.id());
    if (look != null && looks.size() < MAX_LOOKS) {
      looks.add(look);
    }
    return next;
  }

  @Override
  public synchronized List<RecordedLook> recorded(RevisionId id) {
    return List.copyOf(looks(id));
  }

  private List<RecordedLook> looks(RevisionId id) {
    return recorded.computeIfAbsent(id, key -> new ArrayList<>());
  }

  @Override
  public synchronized Optional<Rollout> find(RevisionId id) {
    return Optional.ofNullable(of(id.service()).get(id.number()));
  }

  @Override
  public synchronized List<Rollout> newest(ServiceName service, int limit) {
    var newest = new ArrayList<Rollout>();
    for (Rollout each : of(service).descendingMap().values()) {
      if (newest.size() == limit) {
        break;
      }
      newest.add(each);
    }
    return newest;
  }

  @Override
  public synchronized List<Rollout> promoted(ServiceName service, int limit) {
    return of(service).values().stream()
        .filter(rollout -> rollout.state() instanceof RolloutState.Promoted)
        .sorted(
            Comparator.comparing((Rollout rollout) -> rollout.stateSince())
                .thenComparing(rollout -> rollout.id().number())
                .reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized int takenBackSince(Instant since) {
    return (int)
        rollouts.values().stream()
            .flatMap(of -> of.values().stream())
            .filter(rollout -> rollout.takenBack() && rollout.stateSince().isAfter(since))
            .count();
  }

  @Override
  public synchronized int takenBack(ServiceName service) {
    return (int) of(service).values().stream().filter(Rollout::takenBack).count();
  }

  @Override
  public synchronized List<Rollout> quarantined(ServiceName service) {
    return of(service).descendingMap().values().stream()
        .filter(Rollout::takenBack)
        .filter(rollout -> !lifted.contains(rollout.id()))
        .toList();
  }

  @Override
  public synchronized boolean liftQuarantine(ServiceName service, String content) {
    List<RevisionId> same =
        quarantined(service).stream()
            .filter(rollout -> rollout.candidate().content().equals(content))
            .map(Rollout::id)
            .toList();
    return lifted.addAll(same);
  }

  @Override
  public synchronized FencingToken takeOver() {
    token = highestToken.incrementAndGet();
    return new FencingToken(token);
  }

  private TreeMap<Integer, Rollout> of(ServiceName service) {
    return rollouts.computeIfAbsent(service, name -> new TreeMap<>());
  }
}
