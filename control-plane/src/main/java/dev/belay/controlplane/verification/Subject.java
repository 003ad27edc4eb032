package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * What is verified.
 *
 * @param stable what serves now; null before a service's first release
 * @param token of whoever asks: a preflight is a run on the platform
 * @param by who wants to know
 */
public record Subject(
    Revision candidate,
    @Nullable Revision stable,
    VerificationPolicy policy,
    FencingToken token,
    Occasion occasion,
    String by) {

  /** Why somebody asks. */
  public enum Occasion {
    /** A release that goes on or ends by what is found, and asks again after a crash. */
    RELEASE,
    /** A person who waits for the answer. */
    QUESTION
  }

  public ServiceName service() {
    return candidate.service();
  }
}
