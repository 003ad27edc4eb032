package dev.belay.upload.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import dev.belay.upload.gpu.FakeGpu;
import dev.belay.upload.gpu.Gpu;
import dev.belay.upload.gpu.GpuService;
import dev.belay.upload.gpu.GpuSettings;
import dev.belay.upload.store.Cutouts;
import dev.belay.upload.store.StoredFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.RestClient;

/** Workers against a real PostgreSQL, a real disk and a stand-in for gpu-service over real HTTP. */
class WorkerTest {

  private static final byte[] PNG = Pictures.png(Pictures.disc(40));
  private static final byte[] OTHER_PNG = Pictures.png(Pictures.disc(50));
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String URN = "urn:belay:problem:";

  @TempDir Path directory;
  private final FakeGpu gpu = new FakeGpu();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final List<Worker> workers = new ArrayList<>();
  private JobTable table;

  @BeforeEach
  void migrate() {
    table = new JobTable(directory);
  }

  @AfterEach
  void stop() {
    workers.stream().filter(Worker::isRunning).forEach(Worker::stop);
    gpu.close();
  }

  private Worker worker(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "retry-delay=20ms",
                "max-retry-delay=100ms",
                "credential-retry-delay=50ms",
                "poll-interval=100ms",
                "lease=1s"));
    all.addAll(List.of(settings));
    GpuSettings bound = Gpu.settings(gpu.url(), all.toArray(String[]::new));
    GpuService service = new GpuService(RestClient.builder(), bound, "k", Clock.systemUTC());
    Worker worker =
        new WorkerParts(
                table.jdbc, table.files, table.store, service, bound, meters, "i-" + workers.size())
            .assemble();
    workers.add(worker);
    worker.start();
    return worker;
  }

  private Job awaitState(Job job, JobState state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(table.job(job).state()).isEqualTo(state));
    return table.job(job);
  }

  private void awaitProblem(Job job, String type) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(table.job(job).problem())
                .isNotNull()
                .satisfies(problem -> assertThat(problem.type()).isEqualTo(URN + type)));
  }

  private void assertStored(Job job, byte[] png) throws Exception {
    Job.Result result = table.job(job).result();
    StoredFile file = new Cutouts(table.store).find(job.fileId(), result.file()).orElseThrow();
    assertThat(file.resource().getContentAsByteArray()).isEqualTo(png);
    assertThat(result.bytes()).isEqualTo(png.length);
    assertThat(table.store.names(job.fileId()).stream().filter(f -> f.startsWith("cutout-")))
        .hasSize(1);
  }

  @Test
  void storesTheCutoutAndSaysWhatMadeIt() throws Exception {
    gpu.answer(FakeGpu.cutout(PNG));
    Job job = table.upload();
    worker();
    Job done = awaitState(job, JobState.SUCCEEDED);
    assertStored(job, PNG);
    assertThat(done.attempts()).isEqualTo(1);
    assertThat(done.result().modelVersion()).isEqualTo("authored-1");
    assertThat(done.result().confidence()).isEqualTo(0.93);
    await()
        .untilAsserted(() ->
            assertThat(
                    meters.get("upload.jobs.attempt").tag("outcome", "succeeded").timer().count())
                .isEqualTo(1));
    assertThat(meters.get("upload.jobs.duration").tag("state", "SUCCEEDED").timer().count())
        .isEqualTo(1);
  }

  @Test
  void isWokenByAnUploadWithoutWaitingForItsPoll() throws Exception {
    gpu.answer(FakeGpu.cutout(PNG));
    Worker worker = worker("poll-interval=10m");
    Job job = table.upload();
    worker.wake();
    awaitState(job, JobState.SUCCEEDED);
  }

  @Test
  void comesThroughLoadingGarbageOversizeAndHangs() throws Exception {
    byte[] large = Arrays.copyOf(PNG, 70_000);
    gpu.answer(
        FakeGpu.problem(503, "model-loading", "The model is loading"),
        exchange -> FakeGpu.send(exchange, 200, "image/png", "garbage".getBytes()),
        exchange -> FakeGpu.send(exchange, 200, "image/png", large),
        gpu.silence(),
        exchange -> FakeGpu.send(exchange, 500, "text/html", "<html>".getBytes()),
        FakeGpu.cutout(PNG));
    Job job = table.upload();
    worker("max-response=64KB", "response-timeout=300ms");
    Job done = awaitState(job, JobState.SUCCEEDED);
    assertThat(done.attempts()).isEqualTo(6);
    assertThat(done.problem()).isNull();
    assertStored(job, PNG);
  }

  @Test
  void failsAJobWhosePictureIsRefusedAndSaysWhy() throws Exception {
    gpu.answer(FakeGpu.problem(422, "too-many-pixels", "Too many pixels"));
    Job job = table.upload();
    worker();
    Job failed = awaitState(job, JobState.FAILED);
    assertThat(failed.attempts()).isEqualTo(1);
    assertThat(failed.problem().type()).isEqualTo(URN + "too-many-pixels");
    assertThat(failed.problem().title()).isEqualTo("Too many pixels");
  }

  @Test
  void losesNoWorkToAWrongKeyHoweverLongItStaysWrong() throws Exception {
    gpu.answer(FakeGpu.problem(401, "api-key-refused", "No"));
    Job job = table.upload();
    worker("give-up-after=1s");
    awaitProblem(job, "wrong-credential");
    table.jdbc.sql("update generation_jobs set created_at = now() - interval '9 days'").update();
    int attempts = table.job(job).attempts();
    await().atMost(PATIENCE).until(() -> table.job(job).attempts() > attempts + 1);
    assertThat(table.job(job).failingSince()).isNull();
    gpu.answer(FakeGpu.cutout(PNG));
    awaitState(job, JobState.SUCCEEDED);
  }

  @Test
  void givesUpWhenNothingHelpedForLongEnough() throws Exception {
    gpu.answer(FakeGpu.problem(503, "model-loading", "The model is loading"));
    Job job = table.upload();
    worker("give-up-after=1s");
    Job failed = awaitState(job, JobState.FAILED);
    assertThat(failed.problem().type()).isEqualTo(URN + "gave-up");
    assertThat(failed.problem().title())
        .isEqualTo("Given up after PT1S; the last problem: The model is loading");
    assertThat(failed.attempts()).isGreaterThan(1);
  }

  @Test
  void waitsForItsDiskToComeBack() throws Exception {
    gpu.answer(FakeGpu.cutout(PNG));
    Job job = table.upload();
    Path away = directory.resolve("away");
    Files.move(table.store.spool(), away);
    worker();
    awaitProblem(job, "store-unavailable");
    Files.move(away, table.store.spool());
    awaitState(job, JobState.SUCCEEDED);
    assertStored(job, PNG);
  }

  @Test
  void takesOverFromAWorkerThatWentSilentAndIgnoresWhatThatOneBringsLater() throws Exception {
    Job job = table.upload();
    JobLeases silent = new JobLeases(table.jdbc, "silent", Duration.ofSeconds(1));
    Job claimed = silent.claim().orElseThrow();
    // It died, or sleeps, after it had written its file.
    Cutouts cutouts = new Cutouts(table.store);
    cutouts.keep(job.fileId(), claimed.attempts(), OTHER_PNG);
    gpu.answer(FakeGpu.cutout(PNG));
    worker();
    Job done = awaitState(job, JobState.SUCCEEDED);
    assertThat(done.attempts()).isEqualTo(2);
    assertThat(silent.succeed(claimed, done.result())).isFalse();
    await().atMost(PATIENCE).untilAsserted(() -> assertStored(job, PNG));
  }

  @Test
  void keepsAJobLongerThanItsLeaseWhileItWorksOnIt() throws Exception {
    gpu.answer(gpu.silence());
    Job job = table.upload();
    String[] settings = {"response-timeout=4s", "retry-delay=10m", "max-retry-delay=10m"};
    worker(settings);
    worker(settings);
    awaitProblem(job, "gpu-unreachable");
    // One call in 4 s: with 1 s of lease and nobody renewing it there would be several.
    assertThat(table.job(job).attempts()).isEqualTo(1);
  }

  @Test
  void givesItsJobsBackWhenItStops() throws Exception {
    gpu.answer(gpu.silence());
    Job job = table.upload();
    Worker leaving = worker("lease=10m");
    awaitState(job, JobState.RUNNING);
    await().atMost(PATIENCE).until(() -> !gpu.calls().isEmpty());
    leaving.stop();
    assertThat(table.job(job).state()).isEqualTo(JobState.QUEUED);
    gpu.answer(FakeGpu.cutout(PNG));
    worker();
    awaitState(job, JobState.SUCCEEDED);
  }

  @Test
  void sharesManyJobsAmongWorkersAndDoesEachOnce() throws Exception {
    gpu.answer(FakeGpu.cutout(PNG));
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      jobs.add(table.upload());
    }
    worker();
    worker();
    for (Job job : jobs) {
      assertThat(awaitState(job, JobState.SUCCEEDED).attempts()).isEqualTo(1);
    }
    assertThat(gpu.calls()).hasSize(30);
  }

  @Test
  void doesNotHammerAServiceThatIsDown() throws Exception {
    gpu.answer(FakeGpu.with("Retry-After", "20", FakeGpu.problem(503, "queue-full", "Full")));
    for (int i = 0; i < 30; i++) {
      table.upload();
    }
    worker("max-retry-delay=10m");
    await().atMost(PATIENCE).until(() -> gpu.calls().size() == 2);
    JobLeases everyone = table.leases("everyone");
    int untried = 0;
    while (everyone.claim().isPresent()) {
      untried++;
    }
    // Two threads tried one job each; the other jobs were left for when the service is back.
    assertThat(untried).isEqualTo(28);
    assertThat(gpu.calls()).hasSize(2);
  }

  @Test
  void letsOneAttemptShowWhetherAnOutageIsOver() throws Exception {
    gpu.answer(FakeGpu.problem(503, "down", "Down"), gpu.silence());
    worker("concurrency=4");
    table.upload();
    await()
        .atMost(PATIENCE)
        .until(() -> meters.get("upload.gpu.breaker.opened").counter().count() == 1);
    for (int i = 0; i < 4; i++) {
      table.upload();
    }
    await().atMost(PATIENCE).until(() -> gpu.calls().size() == 2);
    await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> gpu.calls().size() == 2);
    gpu.close();
  }

  @Test
  void countsWhatIsUnfinished() throws Exception {
    table.upload();
    table.upload();
    table.leases("someone").claim();
    JobMeters counted = new JobMeters(meters, table.jdbc);
    counted.refresh();
    assertThat(meters.get("upload.jobs").tag("state", "QUEUED").gauge().value()).isEqualTo(1);
    assertThat(meters.get("upload.jobs").tag("state", "RUNNING").gauge().value()).isEqualTo(1);
    assertThat(meters.get("upload.jobs.oldest").gauge().value()).isPositive();
  }
}
