package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.verification.Gate;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/** What people ask of releases: start, steer, undo, read. */
public class Releases {

  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  private final ServiceCatalog catalog;
  private final RolloutStore store;
  private final Artifacts artifacts;
  private final Reconciler reconciler;
  private final Freezes freezes;
  private final AuditLog audit;
  private final Admission admission;
  private final Clock clock;
  private final ReentrantLock keeping = new ReentrantLock();

  Releases(
      ServiceCatalog catalog,
      RolloutStore store,
      Artifacts artifacts,
      Reconciler reconciler,
      Freezes freezes,
      AuditLog audit,
      Admission admission,
      Clock clock) {
    this.admission = admission;
    this.catalog = catalog;
    this.store = store;
    this.artifacts = artifacts;
    this.reconciler = reconciler;
    this.freezes = freezes;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Starts a rollout; the reconciler carries it on.
   *
   * @throws NoSuchRolloutException for a service that is not in the catalog
   * @throws ArtifactNotFoundException if the artifact cannot be read or kept
   * @throws TooManyRolloutsException if other services' rollouts are as many as may be
   * @throws PolicyCannotWorkException if the service is asked too rarely for the policy ever to end
   * @throws PolicyCannotWorkException also if stable's instances are to count and cannot
   * @throws RolloutUnderWayException while another rollout of the service has not ended
   */
  public Rollout start(ReleaseRequest request) {
    return start(request, candidate -> {});
  }

  /**
   * The same, with something that is stored in the very transaction that stores the rollout: both
   * are there or none is.
   *
   * @param alongside gets the new revision; what it throws undoes the rollout
   */
  public Rollout start(ReleaseRequest request, Consumer<Revision> alongside) {
    return audit.audited(
        request.by(),
        request.service(),
        "release " + request.artifact().getFileName() + released(request.policy()),
        request.reason(),
        () -> release(request, alongside));
  }

  /** What was released past a gate was so once, for a reason of then. */
  private static ReleasePolicy withAllGates(ReleasePolicy policy) {
    return policy.withVerification(gates -> gates.releasing(Set.of()));
  }

  private static String released(ReleasePolicy policy) {
    Set<Gate> gates = policy.verification().released();
    return gates.isEmpty()
        ? ""
        : gates.stream()
            .map(Gate::word)
            .sorted()
            .collect(Collectors.joining(", ", ", released gates: ", ""));
  }

  private Rollout release(ReleaseRequest request, Consumer<Revision> alongside) {
    ServiceDefinition service = definition(request.service());
    refuseWhileFrozen(service.name());
    refuseWhileUnderWay(service.name());
    keeping.lock();
    try {
      admission.admit(service.name(), request.policy());
      admission.countable(stable(service.name()), request.policy());
      Artifacts.Kept kept = keep(request);
      return adopted(
          store.create(
              service.name(),
              id -> {
                Revision candidate = request.revision(id, kept, service.instances());
                alongside.accept(candidate);
                return Quarantine.unlessIn(
                    store,
                    open(candidate, request.policy(), false, request.by(), request.reason()));
              }));
    } finally {
      keeping.unlock();
    }
  }

  private void refuseWhileFrozen(ServiceName service) {
    freezes
        .of(service)
        .ifPresent(freeze -> {
          throw new FrozenException(freeze);
        });
  }

  private Artifacts.Kept keep(ReleaseRequest request) {
    try {
      artifacts.prune(referred());
      return artifacts.keep(request.artifact());
    } catch (NoSuchFileException e) {
      throw new ArtifactNotFoundException(
          "There is no file %s. Give the path of the jar to release.".formatted(request.artifact()),
          e);
    } catch (IOException e) {
      throw new ArtifactNotFoundException(
          "%s could not be kept for the release: %s".formatted(request.artifact(), e.getMessage()),
          e);
    }
  }

  private Set<Digest> referred() {
    return catalog.names().stream()
        .flatMap(service ->
            Stream.concat(
                store.newest(service, RolloutStore.KEPT).stream(),
                store.promoted(service, RolloutStore.KEPT).stream()))
        .map(rollout -> rollout.candidate().digest())
        .collect(Collectors.toSet());
  }

  /** Brings the last completed revision before the present one back, as a new release record. */
  public Rollout undo(ServiceName service, String by, String reason) {
    return audit.audited(by, service, "undo", reason, () -> goBack(service, by, reason));
  }

  private Rollout goBack(ServiceName service, String by, String reason) {
    definition(service);
    List<Rollout> promoted = store.promoted(service, 2);
    if (promoted.size() < 2) {
      throw new NoSuchRolloutException(
          "There is no earlier revision of %s to go back to".formatted(service));
    }
    Revision before = promoted.get(1).candidate();
    String why = reason.isBlank() ? "undo: back to " + before.id().label() : reason;
    // Watched as the service is watched now, whatever was thought of it then.
    ReleasePolicy policy =
        withAllGates(promoted.getFirst().policy().asProven().withSynthetic(SyntheticPlan.NONE))
            // Leave was given with a release, and goes with it.
            .withPatrol(promoted.get(1).policy().patrol());
    return adopted(store.create(service, id -> open(before.as(id), policy, true, by, why)));
  }

  /**
   * Releases what was released before, as a new record, and takes its content out of quarantine.
   *
   * @param policy null for the one it had
   * @throws NoSuchRolloutException for a rollout that is not known
   * @throws FrozenException while releases are frozen
   * @throws RolloutUnderWayException while another rollout of the service has not ended
   */
  public Rollout retry(RevisionId id, @Nullable ReleasePolicy policy, String by, String reason) {
    return audit.audited(
        by,
        id.service(),
        "retry " + id.label(),
        reason,
        () -> releaseAgain(id, policy, by, reason));
  }

  private Rollout releaseAgain(
      RevisionId old, @Nullable ReleasePolicy wanted, String by, String reason) {
    Rollout before = find(old);
    refuseWhileFrozen(old.service());
    refuseWhileUnderWay(old.service());
    ReleasePolicy policy = withAllGates(wanted == null ? before.policy() : wanted);
    admission.countable(stable(old.service()), policy);
    store.liftQuarantine(old.service(), before.candidate().content());
    String why = reason.isBlank() ? "retry of " + old.label() : reason;
    return adopted(
        store.create(old.service(), id -> open(before.candidate().as(id), policy, false, by, why)));
  }

  /**
   * Takes a rollout's content out of quarantine; nothing is released.
   *
   * @return whether it was in quarantine
   */
  public boolean liftQuarantine(RevisionId id, String by, String reason) {
    return audit.audited(
        by,
        id.service(),
        "lift quarantine of " + id.label(),
        reason,
        () -> store.liftQuarantine(id.service(), find(id).candidate().content()));
  }

  /** How many rollouts of a service, of those that are kept, Belay itself has taken back. */
  public int takenBack(ServiceName service) {
    return store.takenBack(definition(service).name());
  }

  /** What was taken back and may not be released again without a word; newest first. */
  public List<Rollout> quarantined(ServiceName service) {
    return store.quarantined(definition(service).name());
  }

  /** Where the policy says so, what failed after its bake goes back by itself, once. */
  @EventListener
  void goBack(FailedAfterBake failed) {
    Rollout promoted = failed.rollout();
    if (promoted.policy().afterBake() != Safeguards.AfterBake.ROLLBACK
        || promoted.policy().mode() != Safeguards.Mode.ACT) {
      return;
    }
    try {
      undo(promoted.service(), "belay", "failed after its bake: " + failed.cause().summary());
    } catch (RuntimeException e) {
      log.error("{}: could not be taken back: {}", promoted.id(), e.getMessage());
    }
  }

  private Rollout adopted(Rollout created) {
    log.info("{}: started by {}", created.id(), created.startedBy());
    reconciler.loop(created.service()).adopt(created);
    return created;
  }

  private Rollout open(
      Revision candidate, ReleasePolicy wanted, boolean undo, String by, String reason) {
    Revision stable = stable(candidate.service());
    // Nothing to be compared with: probes and gates decide alone.
    ReleasePolicy policy = stable == null ? wanted.asProven() : wanted;
    boolean besideStable = stable != null && policy.besideStable();
    return new Rollout(
        candidate,
        stable,
        policy,
        undo,
        by,
        reason,
        clock.instant(),
        new RolloutState.Verifying(clock.instant().plus(Limits.VERIFYING)),
        clock.instant(),
        null,
        Evidence.open(policy, besideStable),
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  private void refuseWhileUnderWay(ServiceName service) {
    if (store.newest(service, 1).stream().anyMatch(rollout -> !rollout.ended())) {
      throw new RolloutUnderWayException(service);
    }
  }

  /** The last revision that completed; null before a service's first. */
  public @Nullable Revision stable(ServiceName service) {
    return store.promoted(service, 1).stream().findFirst().map(Rollout::candidate).orElse(null);
  }

  /**
   * @throws IllegalCommandException if the command does not fit the rollout's state
   */
  public Rollout command(RevisionId id, Command command) {
    return audit.audited(
        command.by(),
        id.service(),
        command.verb().word() + " " + id.label(),
        command.reason(),
        () -> steer(id, command));
  }

  private Rollout steer(RevisionId id, Command command) {
    ServiceLoop loop = reconciler.loop(definition(id.service()).name());
    Rollout current = loop.current();
    if (current == null || !current.id().equals(id)) {
      Rollout old = find(id);
      throw new IllegalCommandException(command.verb(), old.state());
    }
    return loop.command(command);
  }

  public Rollout find(RevisionId id) {
    definition(id.service());
    Rollout current = reconciler.loop(id.service()).current();
    return current != null && current.id().equals(id)
        ? current
        : store.find(id).orElseThrow(() -> new NoSuchRolloutException("There is no rollout " + id));
  }

  /** The newest rollout; null before a service's first. */
  public @Nullable Rollout newest(ServiceName service) {
    return reconciler.loop(definition(service).name()).current();
  }

  /** With which this control plane acts. */
  public FencingToken token(ServiceName service) {
    return reconciler.loop(service).token();
  }

  /** What the last look at the service saw. */
  public Sighting sighting(ServiceName service) {
    return reconciler.loop(definition(service).name()).sighting();
  }

  /** Newest first. */
  public List<Rollout> list(ServiceName service, int limit) {
    definition(service);
    return store.newest(service, limit).stream()
        .sorted(Comparator.comparingInt((Rollout rollout) -> rollout.id().number()).reversed())
        .toList();
  }

  private ServiceDefinition definition(ServiceName service) {
    return catalog
        .find(service)
        .orElseThrow(() ->
            new NoSuchRolloutException(
                "There is no service '%s'. Known: %s".formatted(service, catalog.names())));
  }
}
