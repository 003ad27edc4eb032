package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.ServiceName;
import java.time.Duration;
import java.util.List;

/** What was verified before. */
public interface VerificationHistory {

  /** Of each service; older ones are forgotten. */
  int KEPT = 50;

  /** However few there are. */
  Duration KEPT_FOR = Duration.ofDays(90);

  /**
   * The newest first.
   *
   * @param limit at most {@link #KEPT}
   */
  List<Verification> newest(ServiceName service, int limit);
}
