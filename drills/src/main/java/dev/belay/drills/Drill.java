package dev.belay.drills;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A revision whose quality is known, and what must come of it.
 *
 * @param name also the mark of its answers, unless it serves nobody
 * @param service that it is a revision of
 * @param broken what is wrong with it, for people
 * @param verdict that must come out
 * @param cause that must be named first; null where nothing is wrong
 * @param causeAsserted whether the cause decides, or only the verdict and lost uploads
 * @param ruledOut what must be said not to be the cause, where the cause decides
 * @param proof how the drill knows that the revision really behaved as described
 * @param artifact what is released
 * @param settings released with it
 * @param demands what the policy says otherwise than the committed one
 * @param releasedGate a gate whose findings do not block this release
 */
record Drill(
    String name,
    String service,
    String broken,
    Verdict verdict,
    @Nullable String cause,
    boolean causeAsserted,
    List<String> ruledOut,
    Proof proof,
    Artifact artifact,
    Map<String, String> settings,
    Surroundings surroundings,
    Map<String, String> demands,
    @Nullable String releasedGate) {

  static final String UPLOAD = "upload-service";
  static final String GPU = "gpu-service";

  Drill {
    ruledOut = List.copyOf(ruledOut);
    settings = Map.copyOf(settings);
    demands = Map.copyOf(demands);
  }

  /** A variant of its own name, with no settings, in healthy surroundings. */
  static Drill of(
      String name, String broken, Verdict verdict, @Nullable String cause, Proof proof) {
    return new Drill(
        name,
        UPLOAD,
        broken,
        verdict,
        cause,
        cause != null,
        List.of(),
        proof,
        new Artifact.Variant(name),
        Map.of(),
        Surroundings.HEALTHY,
        Map.of(),
        null);
  }

  Drill of(String otherService) {
    return new Drill(
        name,
        otherService,
        broken,
        verdict,
        cause,
        causeAsserted,
        ruledOut,
        proof,
        artifact,
        settings,
        surroundings,
        demands,
        releasedGate);
  }

  Drill releasing(Artifact other) {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        causeAsserted,
        ruledOut,
        proof,
        other,
        settings,
        surroundings,
        demands,
        releasedGate);
  }

  Drill rulingOut(String... what) {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        causeAsserted,
        List.of(what),
        proof,
        artifact,
        settings,
        surroundings,
        demands,
        releasedGate);
  }

  Drill with(Map<String, String> values) {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        causeAsserted,
        ruledOut,
        proof,
        artifact,
        values,
        surroundings,
        demands,
        releasedGate);
  }

  Drill in(Surroundings around) {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        causeAsserted,
        ruledOut,
        proof,
        artifact,
        settings,
        around,
        demands,
        releasedGate);
  }

  /** Only the verdict and lost uploads decide: the cause is one that Belay cannot name yet. */
  Drill whateverTheCause() {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        false,
        ruledOut,
        proof,
        artifact,
        settings,
        surroundings,
        demands,
        releasedGate);
  }

  Drill demanding(Map<String, String> otherwise) {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        causeAsserted,
        ruledOut,
        proof,
        artifact,
        settings,
        surroundings,
        otherwise,
        releasedGate);
  }

  Drill pastTheGate(String gate) {
    return new Drill(
        name,
        service,
        broken,
        verdict,
        cause,
        causeAsserted,
        ruledOut,
        proof,
        artifact,
        settings,
        surroundings,
        demands,
        gate);
  }

  /** What its answers carry in X-Belay-Drill. */
  @Nullable String mark() {
    return switch (artifact) {
      case Artifact.Variant(String classifier) -> classifier;
      case Artifact.Altered(String classifier, Alteration how) -> classifier;
      case Artifact.Production production -> null;
    };
  }

  /** What is released. */
  sealed interface Artifact {

    /** The service with a fault, or with nothing but a mark; built for drills only. */
    record Variant(String classifier) implements Artifact {}

    /** A variant's file, altered for this run. */
    record Altered(String classifier, Alteration how) implements Artifact {}

    /** The very artifact that the build has made to serve. */
    record Production() implements Artifact {}
  }

  /** What must have been seen of the revision. */
  enum Proof {
    /** Answers that carry the variant's mark. */
    SERVED,
    /** Answers with 5xx that carry the variant's mark. */
    ANSWERED_5XX,
    /** Answers that carry the variant's mark, a second or more after they were asked for. */
    ANSWERED_LATE,
    /** It was started, and nobody was ever served by it. */
    SERVED_NOBODY,
    /** It has the content of the stable revision. */
    SAME_CONTENT,
    /** Nobody asked anything while it was released. */
    NOBODY_ASKED,
    /** Requests to it failed, and requests to stable too. */
    BOTH_FAILED
  }
}
