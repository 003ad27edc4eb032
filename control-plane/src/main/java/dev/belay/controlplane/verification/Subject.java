package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is verified.
 *
 * @param stable what serves now; null before a service's first release
 * @param others whose code shall be able to run on too: the service's earlier revisions that were
 *     promoted, newest first, and what serves of other services
 * @param token of whoever asks: a preflight is a run on the platform
 */
public record Subject(
    Revision candidate,
    @Nullable Revision stable,
    List<Revision> others,
    VerificationPolicy policy,
    FencingToken token) {

  /** How many others are looked at. */
  public static final int MOST_OTHERS = 8;

  public Subject {
    others = others.stream().limit(MOST_OTHERS).toList();
  }
}
