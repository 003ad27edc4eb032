package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The same stories over the store that the product has: what was written is what is read, and every
 * story ends as it does in memory.
 */
@Execution(ExecutionMode.CONCURRENT)
class JdbcStoriesTest {

  private static final int SEEDS = Integer.getInteger("belay.sim.jdbc.seeds", 500);
  private static final List<String> EMPTIED =
      List.of("delete from rollout", "delete from recorded_look", "delete from service_number");
  private static final int DATABASES = 2;

  @Test
  void storiesEndAsInMemory() {
    long begin = System.nanoTime();
    var different = new ConcurrentLinkedQueue<String>();
    Simulations.withoutLog(() ->
        IntStream.range(0, DATABASES).parallel().forEach(first -> everySecond(first, different)));
    System.out.printf(
        "simulation: %d seeds on the real store in %.1f s, %d different%n",
        SEEDS, (System.nanoTime() - begin) / 1e9, different.size());
    assertThat(different).isEmpty();
  }

  private static void everySecond(int first, Queue<String> different) {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:stories" + first + ";DB_CLOSE_DELAY=-1", "sa", "");
    try {
      JdbcStores.migrated(pool);
      JdbcClient jdbc = JdbcClient.create(pool);
      for (long seed = 1 + first; seed <= SEEDS; seed += DATABASES) {
        EMPTIED.forEach(sql -> jdbc.sql(sql).update());
        tell(seed, () -> JdbcStores.on(pool)).ifPresent(different::add);
      }
    } finally {
      pool.dispose();
    }
  }

  /** What was different. */
  private static Optional<String> tell(long seed, Supplier<RolloutStore> stores) {
    Story story = StoryTeller.tell(seed);
    Result stored = Simulation.run(story, stores);
    Result remembered = Simulation.run(story);
    boolean same = stored.violation() == null && stored.ends().equals(remembered.ends());
    return same
        ? Optional.empty()
        : Optional.of(stored.tell() + "\nin memory: " + remembered.ends());
  }
}
