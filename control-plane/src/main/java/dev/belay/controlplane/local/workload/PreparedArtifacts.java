package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Prepares artifacts in the background, one at a time, so that supervision never waits for one. */
final class PreparedArtifacts implements AutoCloseable {

  private final ArtifactCache cache;
  private final Supplier<Set<Digest>> inUse;
  private final Map<Digest, Future<Path>> underWay = new ConcurrentHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("local-artifacts").daemon().factory());

  PreparedArtifacts(ArtifactCache cache, Supplier<Set<Digest>> inUse) {
    this.cache = cache;
    this.inUse = inUse;
  }

  /** The jar to run, or empty while it is being prepared. A failure is tried again when asked. */
  Optional<Path> find(Revision revision) throws LaunchException {
    Future<Path> future =
        underWay.computeIfAbsent(revision.digest(), digest -> worker.submit(() -> make(revision)));
    if (!future.isDone()) {
      return Optional.empty();
    }
    // Forgotten once told: the cache on disk is the memory, and may have been pruned meanwhile.
    underWay.remove(revision.digest());
    try {
      return Optional.of(future.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LaunchException known) {
        throw known;
      }
      throw new LaunchException("Cannot prepare the artifact: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Waits for the jar. */
  Path get(Revision revision) throws LaunchException {
    return cache.prepare(revision.artifact(), revision.digest());
  }

  private Path make(Revision revision) throws Exception {
    Path jar = cache.prepare(revision.artifact(), revision.digest());
    cache.prune(inUse.get());
    return jar;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
