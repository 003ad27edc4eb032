package dev.belay.upload.jobs;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows that instances claim under leases, for a {@link Worker} to carry out. All but {@link #pause}
 * may throw {@link org.springframework.dao.DataAccessException}.
 */
public interface WorkQueue {

  /** What is in it, for log lines, such as {@code jobs}. */
  String name();

  /** How long nothing is to be claimed; zero or less for now. */
  Duration pause();

  /** Takes what has been due for the longest time, if there is anything. */
  Optional<Work> claim();

  /** How long until something is due, {@code most} at most. */
  Duration untilNextDue(Duration most);

  /** Keeps what is being worked on. */
  void renew(Collection<UUID> ids);

  /** Puts back whatever this instance holds, due at once. */
  int giveBack();

  /** Counts what is unfinished, for gauges. */
  void refresh();

  /** An attempt is over; {@code outcome} is what it returned, or {@code broke-off}. */
  void attempted(Duration took, String outcome);

  /** One claimed row. */
  interface Work {

    UUID id();

    @Nullable String correlationId();

    /**
     * Makes one attempt and settles the row.
     *
     * @return how it went, one of a few words, for counting
     */
    String run() throws InterruptedException;
  }
}
