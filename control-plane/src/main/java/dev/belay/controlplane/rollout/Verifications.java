package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verification;
import dev.belay.controlplane.verification.VerificationHistory;
import dev.belay.controlplane.verification.Verifier;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The gates for an artifact that nobody releases yet. Stores what was found and a line of the audit
 * log, and is possible while releases are frozen or under way.
 */
public class Verifications {

  private final Releases releases;
  private final Artifacts artifacts;
  private final Reconciler reconciler;
  private final Verifier verifier;
  private final OtherCode otherCode;
  private final AuditLog audit;
  private final VerificationHistory history;
  private final Semaphore one = new Semaphore(1);

  Verifications(
      Releases releases,
      Artifacts artifacts,
      Reconciler reconciler,
      Verifier verifier,
      OtherCode otherCode,
      AuditLog audit,
      VerificationHistory history) {
    this.releases = releases;
    this.artifacts = artifacts;
    this.reconciler = reconciler;
    this.verifier = verifier;
    this.otherCode = otherCode;
    this.audit = audit;
    this.history = history;
  }

  /**
   * What the gates find.
   *
   * @param digest of the artifact as it was looked at
   */
  public record Result(Digest digest, List<Finding> findings) {

    public boolean passed() {
      return findings.stream().noneMatch(Finding::blocks);
    }
  }

  /**
   * Takes as long as a preflight, a minute at most, and the verification of a release before it.
   *
   * @throws NoSuchRolloutException for a service that is not in the catalog
   * @throws ArtifactNotFoundException if the artifact cannot be read
   * @throws VerificationUnderWayException while another is looked at
   */
  public Result verify(ReleaseRequest request) {
    return audit.audited(
        request.by(),
        request.service(),
        "verify " + request.artifact().getFileName(),
        request.reason(),
        () -> alone(request));
  }

  /**
   * What was verified before, for releases and for questions, the newest first.
   *
   * @throws NoSuchRolloutException for a service that is not in the catalog
   */
  public List<Verification> history(ServiceName service, int limit) {
    reconciler.loop(service);
    return history.newest(service, limit);
  }

  private Result alone(ReleaseRequest request) {
    ServiceLoop loop = reconciler.loop(request.service());
    if (!one.tryAcquire()) {
      throw new VerificationUnderWayException();
    }
    try {
      var file = new Artifacts.Kept(request.artifact(), digest(request));
      Revision candidate = request.revision(next(request), file, 1);
      var subject =
          new Subject(
              candidate,
              releases.stable(request.service()),
              otherCode.than(candidate),
              request.policy().verification(),
              loop.token(),
              Subject.Occasion.QUESTION,
              request.by(),
              Quarantine.of(releases.quarantined(request.service()), candidate)
                  .map(Quarantine::why)
                  .orElse(null));
      return new Result(file.digest(), verifier.verify(subject));
    } finally {
      one.release();
    }
  }

  /** The number that a release would get now; it is not taken. */
  private RevisionId next(ReleaseRequest request) {
    Rollout newest = releases.newest(request.service());
    return new RevisionId(request.service(), newest == null ? 1 : newest.id().number() + 1);
  }

  private Digest digest(ReleaseRequest request) {
    try {
      return artifacts.digest(request.artifact());
    } catch (NoSuchFileException e) {
      throw new ArtifactNotFoundException(
          "There is no file %s. Give the path of the jar to verify.".formatted(request.artifact()),
          e);
    } catch (IOException e) {
      throw new ArtifactNotFoundException(
          "%s cannot be read: %s".formatted(request.artifact(), e.getMessage()), e);
    }
  }
}
