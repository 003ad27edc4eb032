package dev.belay.gpu.model;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one model in the background, as often as it takes: read, check the digest, open, answer one
 * real inference. The service runs meanwhile and says how it stands.
 */
public final class ModelLoader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ModelLoader.class);
  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final ModelFile file;
  private final ModelRuntime runtime;
  private final Retries retries;
  private final LoadHistory history;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile ModelStatus status;
  private volatile @Nullable Model model;
  private volatile Instant began;
  private int failures;

  /**
   * @param directory where the default model is kept
   */
  public ModelLoader(
      ModelSettings settings,
      Path directory,
      ModelRuntime runtime,
      Clock clock,
      MeterRegistry meters) {
    this(
        ModelFile.of(settings, directory),
        runtime,
        new Retries(settings, RandomGenerator.getDefault()),
        new LoadHistory(directory),
        clock,
        meters);
  }

  ModelLoader(
      ModelFile file,
      ModelRuntime runtime,
      Retries retries,
      LoadHistory history,
      Clock clock,
      MeterRegistry meters) {
    this.file = file;
    this.runtime = runtime;
    this.retries = retries;
    this.history = history;
    this.clock = clock;
    this.meters = meters;
    this.status =
        new ModelStatus(new ModelState.Absent(), file.path(), file.manifest().sha256(), null, 0);
    this.began = clock.instant();
    this.thread = Thread.ofPlatform().name("model-loader").daemon().unstarted(this::keepTrying);
  }

  /** Begins loading and returns at once. */
  public void begin() {
    thread.start();
  }

  public ModelStatus status() {
    return status;
  }

  /**
   * The model, once it is ready.
   *
   * @throws ModelNotReadyException until then
   */
  public Model ready() throws ModelNotReadyException {
    Model present = model;
    if (present == null) {
      throw new ModelNotReadyException(status, retryAfter());
    }
    return present;
  }

  /** When to ask again: from how long the last load took, 1 to 60 s. */
  public Duration retryAfter() {
    Instant now = clock.instant();
    Duration load = history.last();
    Duration wait =
        switch (status.state()) {
          case ModelState.Loading loading when loading.until() != null ->
              Duration.between(now, loading.until()).plus(load);
          case ModelState.Failed failed -> Duration.between(now, failed.until()).plus(load);
          default -> load.minus(Duration.between(began, now));
        };
    if (wait.compareTo(LEAST_WAIT) < 0) {
      return LEAST_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.plusMillis(999);
  }

  private void keepTrying() {
    try {
      Optional<Duration> pause = attempt();
      while (pause.isPresent() && !closed.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
        pause = attempt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries once; how long to wait before the next attempt, or empty once the model is ready. */
  Optional<Duration> attempt() {
    began = clock.instant();
    status = status.attempt(beginning());
    try {
      load();
      meters.counter("gpu.model.load", "outcome", "loaded").increment();
      return Optional.empty();
    } catch (ModelLoadException e) {
      return Optional.of(failed(String.valueOf(e.getMessage()), e));
    } catch (RuntimeException | LinkageError unexpected) {
      return Optional.of(
          failed(
              "It cannot be loaded (%s)".formatted(unexpected.getClass().getSimpleName()),
              unexpected));
    }
  }

  // Once failed it stays so while it is tried again: nobody shall see it come and go.
  private ModelState beginning() {
    return status.state() instanceof ModelState.Failed failed
        ? failed
        : new ModelState.Loading(failures + 1, status.reason(), null);
  }

  private void load() throws ModelLoadException {
    long start = clock.millis();
    Model opened;
    String sha256;
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer content = file.read(arena);
      sha256 = ModelFile.sha256(content);
      status = status.found(sha256);
      file.check(sha256);
      opened = runtime.open(content, file.manifest());
    }
    long warmUp = clock.millis();
    try {
      WarmUp.run(opened);
    } catch (ModelLoadException | RuntimeException e) {
      opened.close();
      throw e;
    }
    ready(opened, sha256, start, warmUp, clock.millis());
  }

  private void ready(Model opened, String sha256, long start, long warmUp, long end) {
    var state =
        new ModelState.Ready(
            opened.manifest().label(),
            sha256,
            opened.device(),
            Duration.ofMillis(end - start),
            Duration.ofMillis(end - warmUp));
    history.keep(state.load());
    meters.timer("gpu.model.load.time").record(state.load());
    meters.timer("gpu.model.warmup.time").record(state.warmUp());
    failures = 0;
    model = opened;
    status = status.in(state);
    log.info(
        "Model {} is ready on {}: attempt {}, loaded in {} ms, of which {} ms for the first inference",
        state.version(),
        state.device(),
        status.attempts(),
        state.load().toMillis(),
        state.warmUp().toMillis());
  }

  private Duration failed(String reason, Throwable cause) {
    failures++;
    meters.counter("gpu.model.load", "outcome", "failed").increment();
    Duration pause = retries.pause(failures);
    Instant until = clock.instant().plus(pause);
    boolean exhausted = retries.exhausted(failures);
    status =
        status.in(
            exhausted
                ? new ModelState.Failed(reason, until)
                : new ModelState.Loading(failures + 1, reason, until));
    // The stack trace once; the same reason again is one line.
    log.error(
        "Model not loaded, attempt {}: {} ({}). {} in {} ms",
        failures,
        reason,
        file.path(),
        exhausted ? "It counts as failed; tried again" : "Tried again",
        pause.toMillis(),
        failures == 1 ? cause : null);
    return pause;
  }

  /** Ends trying and closes the model. Nothing may use it any more. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Model present = model;
    model = null;
    if (present != null) {
      present.close();
    }
  }
}
