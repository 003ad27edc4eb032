package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is verified.
 *
 * @param stable what serves now; null before a service's first release
 * @param others whose code shall be able to run on too: the service's earlier revisions that were
 *     promoted, newest first, and what serves of other services
 * @param token of whoever asks: a preflight is a run on the platform
 * @param by who wants to know
 * @param quarantined why this content may not be released again; null if it may
 */
public record Subject(
    Revision candidate,
    @Nullable Revision stable,
    List<Revision> others,
    VerificationPolicy policy,
    FencingToken token,
    Occasion occasion,
    String by,
    @Nullable String quarantined) {

  /** How many others are looked at. */
  public static final int MOST_OTHERS = 8;

  /** Why somebody asks. */
  public enum Occasion {
    /** A release that goes on or ends by what is found, and asks again after a crash. */
    RELEASE,
    /** A person who waits for the answer. */
    QUESTION
  }

  /** Of content that may be released. */
  public Subject(
      Revision candidate,
      @Nullable Revision stable,
      List<Revision> others,
      VerificationPolicy policy,
      FencingToken token,
      Occasion occasion,
      String by) {
    this(candidate, stable, others, policy, token, occasion, by, null);
  }

  public Subject {
    others = others.stream().limit(MOST_OTHERS).toList();
  }

  public ServiceName service() {
    return candidate.service();
  }
}
