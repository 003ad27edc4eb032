package dev.belay.controlplane.platform;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.platform.Instance.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A platform without processes: what happens is a function of the script and the clock, so that a
 * simulation can be replayed. Time passes only when the clock says so, and things happen only when
 * somebody looks. Not safe for use by several threads.
 */
public final class InMemoryPlatform implements Platform {

  private static final int FIRST_PORT = 20_000;
  private static final Duration SHRINKING = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final IntSupplier ports;
  private final Map<String, Simulated> instances = new TreeMap<>();
  private final Map<RevisionId, Behaviour> scripts = new java.util.HashMap<>();
  private final Map<RevisionId, RunResult> runs = new java.util.HashMap<>();
  private final Map<String, List<String>> printed = new java.util.HashMap<>();
  private final Map<ServiceName, Map<String, String>> settings = new java.util.HashMap<>();
  private final Map<RevisionId, Integer> runCounts = new java.util.HashMap<>();
  private long highestToken;
  private boolean unreachable;
  private @Nullable String neverReady;
  private @Nullable List<Instance> seen;
  private @Nullable ServiceName seenOf;

  public InMemoryPlatform(InstantSource clock) {
    this(clock, IntStream.iterate(FIRST_PORT, port -> port + 1).iterator()::nextInt);
  }

  /**
   * @param ports where each new instance listens, so that a test can let somebody answer there
   */
  public InMemoryPlatform(InstantSource clock, IntSupplier ports) {
    this.clock = clock;
    this.ports = ports;
  }

  /** How the processes of a revision behave, from now on. */
  public void script(RevisionId revision, Behaviour behaviour) {
    scripts.put(revision, behaviour);
    instances.values().forEach(Simulated::changed);
  }

  /** How a run of a revision ends; without a word it succeeds at once. */
  public void scriptRun(RevisionId revision, RunResult result) {
    runs.put(revision, result);
  }

  /** How often a run of the revision was carried out. */
  public int runsOf(RevisionId revision) {
    return runCounts.getOrDefault(revision, 0);
  }

  /** From now on this instance is never ready; null for none. */
  public void never(@Nullable String instance) {
    neverReady = instance;
  }

  /** From now on, or until told otherwise, every verb throws {@link PlatformException}. */
  public void unreachable(boolean now) {
    unreachable = now;
  }

  /** The fingerprints of the settings that processes started from now on get. */
  public void settings(ServiceName service, Map<String, String> fingerprints) {
    settings.put(service, Map.copyOf(fingerprints));
  }

  private Map<String, String> settingsOf(RevisionId revision) {
    return settings.getOrDefault(revision.service(), Map.of());
  }

  /** Ends the present process of an instance as if by itself. */
  public void crash(String instance, @Nullable Integer code, String lastLines) {
    Simulated simulated = known(instance);
    simulated.advance(clock.instant());
    simulated.crash(clock.instant(), code, lastLines);
  }

  /** Whether the instance's readiness probe would succeed now. */
  public boolean isReady(String instance) {
    Simulated simulated = instances.get(instance);
    if (simulated == null) {
      return false;
    }
    simulated.advance(clock.instant());
    return simulated.isReady(clock.instant());
  }

  @Override
  public void start(Revision revision, FencingToken token) {
    enter(token);
    for (int index = 0; index < revision.instances(); index++) {
      String id = "%s-%s-%d".formatted(revision.service(), revision.id().label(), index);
      Simulated present = instances.get(id);
      if (present == null) {
        instances.put(id, new Simulated(id, revision.id(), ports.getAsInt(), clock.instant()));
        seen = null;
      } else {
        present.wanted = true;
      }
    }
    instances.values().stream()
        .filter(each -> each.revision.equals(revision.id()))
        .filter(each -> each.index() >= revision.instances())
        .forEach(each -> each.stop(clock.instant(), SHRINKING));
  }

  @Override
  public void stop(RevisionId revision, Duration grace, FencingToken token) {
    enter(token);
    instances.values().stream()
        .filter(instance -> instance.revision.equals(revision))
        .forEach(instance -> instance.stop(clock.instant(), grace));
  }

  @Override
  public void restart(
      String instance,
      Instant processStartedAt,
      Duration grace,
      Replacement why,
      FencingToken token) {
    enter(token);
    Simulated simulated = instances.get(instance);
    if (simulated != null && simulated.startedAt.equals(processStartedAt)) {
      simulated.replace(clock.instant(), grace, why);
    }
  }

  @Override
  public List<Instance> observe(ServiceName service) {
    reach();
    advance();
    List<Instance> known = seen;
    if (known == null || !service.equals(seenOf)) {
      known = look(service);
      seen = known;
      seenOf = service;
    }
    return known;
  }

  private List<Instance> look(ServiceName service) {
    var all = new ArrayList<Instance>(instances.size());
    for (Simulated each : instances.values()) {
      if (each.revision.service().equals(service)) {
        all.add(each.view());
      }
    }
    return Collections.unmodifiableList(all);
  }

  /** The next moment at which a process ends, begins or becomes ready by itself. */
  public Instant nextEvent(Instant from) {
    Instant next = Instant.MAX;
    for (Simulated each : instances.values()) {
      Instant event = each.nextEvent();
      Duration readyAfter = each.behaviour().readyAfter();
      Instant ready = readyAfter == null ? Instant.MAX : each.startedAt.plus(readyAfter);
      next = event.isBefore(next) && !event.isBefore(from) ? event : next;
      next = ready.isBefore(next) && !ready.isBefore(from) ? ready : next;
    }
    return next;
  }

  /** What an instance prints, from now on. */
  public void print(String instance, String... lines) {
    printed.put(instance, List.of(lines));
  }

  @Override
  public Optional<Examination> examine(String instance) {
    reach();
    advance();
    return Optional.ofNullable(instances.get(instance))
        .filter(simulated -> simulated.wanted)
        .map(simulated ->
            new Examination(
                printed.getOrDefault(instance, List.of()), 512, simulated.configuration()));
  }

  @Override
  public RunResult runOnce(RunSpec spec, FencingToken token) {
    enter(token);
    RevisionId revision = spec.revision().id();
    runCounts.merge(revision, 1, Integer::sum);
    return runs.getOrDefault(revision, new RunResult.Succeeded(Duration.ZERO));
  }

  private void enter(FencingToken token) {
    reach();
    if (token.value() < highestToken) {
      throw new StaleFencingTokenException(token, highestToken);
    }
    highestToken = token.value();
    advance();
  }

  private void reach() {
    if (unreachable) {
      throw new PlatformException("The platform cannot be reached (scripted)", null);
    }
  }

  private void advance() {
    Instant now = clock.instant();
    boolean gone = false;
    for (Simulated each : instances.values()) {
      each.advance(now);
      gone |= each.gone;
    }
    if (gone) {
      seen = null;
      instances.values().removeIf(Simulated::isGone);
    }
  }

  private Simulated known(String instance) {
    return Optional.ofNullable(instances.get(instance))
        .orElseThrow(() -> new IllegalArgumentException("No such instance: " + instance));
  }

  /**
   * What a process does after its start. Null means never.
   *
   * @param readyAfter when readiness begins
   * @param exitsAfter when it ends by itself
   * @param exitCode then
   * @param lastLines then
   * @param endsAfter how long it takes to end when asked to
   */
  public record Behaviour(
      @Nullable Duration readyAfter,
      @Nullable Duration exitsAfter,
      int exitCode,
      String lastLines,
      @Nullable Duration endsAfter) {

    private static final Behaviour SERVES = readyAfter(Duration.ofSeconds(2));

    public static Behaviour serves() {
      return SERVES;
    }

    public static Behaviour readyAfter(Duration delay) {
      return new Behaviour(delay, null, 0, "", Duration.ofMillis(500));
    }

    public static Behaviour neverReady() {
      return new Behaviour(null, null, 0, "", Duration.ofMillis(500));
    }

    public static Behaviour crashes(Duration after, int code, String lastLines) {
      return new Behaviour(Duration.ofSeconds(2), after, code, lastLines, Duration.ofMillis(500));
    }

    public static Behaviour deaf() {
      return new Behaviour(Duration.ofSeconds(2), null, 0, "", null);
    }
  }

  private final class Simulated {

    private final String id;
    private final RevisionId revision;
    private final InetSocketAddress address;
    private Instant startedAt;
    private Map<String, String> startedWith;
    private boolean wanted = true;
    private @Nullable Instant backOffUntil;
    private @Nullable Instant endsAt;
    private int restarts;
    private Instance.@Nullable Exit lastExit;
    private boolean ill;
    private boolean gone;
    private @Nullable Instance view;
    private @Nullable Behaviour behaviour;
    private @Nullable Instant next;

    Simulated(String id, RevisionId revision, int port, Instant now) {
      this.id = id;
      this.revision = revision;
      this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      this.startedAt = now;
      this.startedWith = settingsOf(revision);
    }

    boolean isGone() {
      return gone;
    }

    Instance view() {
      Instance known = view;
      if (known == null) {
        known = look();
        view = known;
      }
      return known;
    }

    private Instance look() {
      Phase phase =
          backOffUntil != null
              ? Phase.BACKING_OFF
              : endsAt != null ? Phase.STOPPING : Phase.RUNNING;
      return new Instance(id, revision, address, phase, startedAt, restarts, lastExit);
    }

    boolean isReady(Instant now) {
      Duration readyAfter = behaviour().readyAfter();
      return !gone
          && !id.equals(neverReady)
          && backOffUntil == null
          && endsAt == null
          && readyAfter != null
          && !now.isBefore(startedAt.plus(readyAfter));
    }

    void stop(Instant now, Duration grace) {
      changed();
      wanted = false;
      if (backOffUntil != null) {
        gone = true;
      } else if (endsAt == null) {
        Duration takes = behaviour().endsAfter();
        endsAt = now.plus(takes == null || takes.compareTo(grace) > 0 ? grace : takes);
      }
    }

    int index() {
      return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    @Nullable Configuration configuration() {
      return backOffUntil == null
          ? new Configuration(startedWith, startedAt, settingsOf(revision), null)
          : null;
    }

    void replace(Instant now, Duration grace, Replacement why) {
      changed();
      if (wanted && endsAt == null && backOffUntil == null) {
        Duration takes = behaviour().endsAfter();
        endsAt = now.plus(takes == null || takes.compareTo(grace) > 0 ? grace : takes);
        ill = why == Replacement.ILL;
      }
    }

    void crash(Instant at, @Nullable Integer code, String lines) {
      changed();
      if (backOffUntil != null || gone) {
        return;
      }
      if (endsAt != null) {
        endsAt = at;
        return;
      }
      lastExit = new Instance.Exit(code, at, lines);
      backOffUntil = at.plus(backOff());
    }

    /** Does in order what has happened up to now. */
    void advance(Instant now) {
      while (!gone) {
        Instant next = nextEvent();
        if (next.isAfter(now)) {
          return;
        }
        changed();
        happen(next);
      }
    }

    /** {@link Instant#MAX} for never. */
    private Instant nextEvent() {
      Instant known = next;
      if (known == null) {
        known = foresee();
        next = known;
      }
      return known;
    }

    private Instant foresee() {
      if (backOffUntil != null) {
        return backOffUntil;
      }
      Duration exitsAfter = behaviour().exitsAfter();
      Instant exit = exitsAfter == null ? Instant.MAX : startedAt.plus(exitsAfter);
      Instant end = endsAt == null ? Instant.MAX : endsAt;
      return exit.isBefore(end) ? exit : end;
    }

    private void happen(Instant at) {
      if (backOffUntil != null) {
        backOffUntil = null;
        restarts++;
        begin(at);
      } else if (endsAt != null && ill && wanted) {
        endsAt = null;
        ill = false;
        crash(at, 143, "");
      } else if (endsAt != null) {
        endsAt = null;
        gone = !wanted;
        begin(at);
      } else {
        crash(at, behaviour().exitCode(), behaviour().lastLines());
      }
    }

    private void begin(Instant at) {
      startedAt = at;
      startedWith = settingsOf(revision);
    }

    private Duration backOff() {
      return Duration.ofSeconds(Math.min(60, 1L << Math.min(restarts, 6)));
    }

    private Behaviour behaviour() {
      Behaviour known = behaviour;
      if (known == null) {
        known = scripts.getOrDefault(revision, Behaviour.serves());
        behaviour = known;
      }
      return known;
    }

    /** What was derived is derived again, when it is asked for. */
    void changed() {
      view = null;
      behaviour = null;
      next = null;
      seen = null;
    }
  }
}
