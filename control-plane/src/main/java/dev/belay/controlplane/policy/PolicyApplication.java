package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.policy.Applied.Result;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.ReleaseRequest;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutUnderWayException;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.synthetic.SyntheticFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Applies documents: compares with what was applied last, and starts a rollout where the target
 * changed. The document and its rollout are stored in one transaction, so that a crash leaves both
 * or none and applying again neither loses nor doubles a rollout.
 */
public final class PolicyApplication {

  private final ServiceCatalog catalog;
  private final Artifacts artifacts;
  private final SyntheticFiles files;
  private final Releases releases;
  private final AppliedPolicies applied;
  private final AuditLog audit;
  private final Clock clock;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  PolicyApplication(
      ServiceCatalog catalog,
      Artifacts artifacts,
      SyntheticFiles files,
      Releases releases,
      AppliedPolicies applied,
      AuditLog audit,
      Clock clock) {
    this.catalog = catalog;
    this.artifacts = artifacts;
    this.files = files;
    this.releases = releases;
    this.applied = applied;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * What someone wants applied.
   *
   * @param text the document
   * @param directory where its relative paths begin, absolute; null if they are refused
   * @param service it must be about; null for the one it names
   * @param dryRun to change nothing
   * @param by who
   * @param reason kept with the rollout
   */
  public record Request(
      String text,
      @Nullable Path directory,
      @Nullable ServiceName service,
      boolean dryRun,
      String by,
      String reason) {

    public Request {
      if (directory != null && !directory.isAbsolute()) {
        throw new IllegalArgumentException("'directory' must be an absolute path: " + directory);
      }
    }
  }

  /**
   * @throws InvalidPolicyException with all that is wrong with the document
   * @throws NoSuchRolloutException for a service that is not in the catalog
   * @throws RolloutUnderWayException if the target changed while a rollout is under way
   */
  public Applied apply(Request request) {
    PolicyDocument document =
        PolicyParser.parse(request.text(), request.directory(), request.service());
    ServiceDefinition service = definition(document.service());
    oneAtATime.lock();
    try {
      PolicyFacts facts = PolicyFacts.of(document, digest(document.target()), service.instances());
      if (!request.dryRun()) {
        keep(document);
      }
      return apply(request, document, facts);
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Reads a document and changes nothing.
   *
   * @param directory where its relative paths begin, absolute; null if they are refused
   * @throws InvalidPolicyException with all that is wrong with the document
   * @throws NoSuchRolloutException for a service that is not in the catalog
   */
  public Proposed read(String text, @Nullable Path directory) {
    PolicyDocument document = PolicyParser.parse(text, directory, null);
    return new Proposed(definition(document.service()).name(), document.policy());
  }

  private Applied apply(Request request, PolicyDocument document, PolicyFacts facts) {
    Optional<AppliedPolicy> before = applied.find(document.service());
    List<String> changes = before.map(last -> facts.since(last.facts())).orElse(List.of());
    RevisionId same = revisionOf(document.service(), facts, before);
    if (same == null) {
      return release(request, document, changes);
    }
    boolean unchanged = before.isPresent() && changes.isEmpty();
    if (!unchanged && !request.dryRun()) {
      audit.audited(
          request.by(),
          document.service(),
          "apply policy",
          request.reason(),
          () -> applied.put(record(request, document, facts, same)));
    }
    return new Applied(
        document.service(),
        unchanged ? Result.UNCHANGED : Result.POLICY,
        request.dryRun(),
        changes,
        same,
        document.warnings());
  }

  /** What the target became earlier: when it was applied, or, at the first time, what runs. */
  private @Nullable RevisionId revisionOf(
      ServiceName service, PolicyFacts facts, Optional<AppliedPolicy> before) {
    if (before.isPresent()) {
      return facts.sameTarget(before.get().facts().target()) ? before.get().revision() : null;
    }
    Revision stable = releases.stable(service);
    return stable != null && facts.sameTarget(PolicyFacts.target(stable)) ? stable.id() : null;
  }

  private Applied release(Request request, PolicyDocument document, List<String> changes) {
    refuseWhileUnderWay(document.service());
    Rollout started =
        request.dryRun()
            ? null
            : releases.start(
                wanted(request, document),
                candidate -> applied.put(record(request, document, candidate)));
    return new Applied(
        document.service(),
        Result.ROLLOUT,
        request.dryRun(),
        changes,
        started == null ? null : started.id(),
        document.warnings());
  }

  private static ReleaseRequest wanted(Request request, PolicyDocument document) {
    ProcessTarget target = document.target();
    return new ReleaseRequest(
        document.service(),
        target.artifact(),
        target.settings(),
        target.instances(),
        document.policy(),
        request.by(),
        request.reason(),
        target.secrets(),
        target.memoryMegabytes());
  }

  /** From what was kept: the file may have changed since it was compared. */
  private AppliedPolicy record(Request request, PolicyDocument document, Revision candidate) {
    PolicyFacts facts = PolicyFacts.of(document, candidate.digest(), candidate.instances());
    return record(request, document, facts, candidate.id());
  }

  private AppliedPolicy record(
      Request request, PolicyDocument document, PolicyFacts facts, RevisionId revision) {
    return new AppliedPolicy(
        revision,
        request.text(),
        facts,
        document.policy(),
        request.by(),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private void refuseWhileUnderWay(ServiceName service) {
    Rollout newest = releases.newest(service);
    if (newest != null && !newest.ended()) {
      throw new RolloutUnderWayException(service);
    }
  }

  /** Before the document is stored: what a stored policy sends is there, whenever it is asked. */
  private void keep(PolicyDocument document) {
    try {
      for (byte[] content : document.files().values()) {
        files.keep(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The files of synthetic requests could not be kept", e);
    }
  }

  private Digest digest(ProcessTarget target) {
    try {
      return artifacts.digest(target.artifact());
    } catch (NoSuchFileException e) {
      throw target.noArtifact("there is no file " + target.artifact());
    } catch (IOException e) {
      throw target.noArtifact("it cannot be read: " + e.getMessage());
    }
  }

  /** The last applied document; empty before a service's first. */
  public Optional<AppliedPolicy> last(ServiceName service) {
    definition(service);
    return applied.find(service);
  }

  private ServiceDefinition definition(ServiceName service) {
    return catalog
        .find(service)
        .orElseThrow(() ->
            new NoSuchRolloutException(
                "There is no service '%s'. Known: %s".formatted(service, catalog.names())));
  }
}
