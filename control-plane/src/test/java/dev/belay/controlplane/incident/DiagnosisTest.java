package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  // ---- memory

  static Stream<Arguments> outOfMemory() {
    return Stream.of(
        Arguments.of(
            "ExitOnOutOfMemoryError",
            3,
            "Terminating due to java.lang.OutOfMemoryError: Java heap space"),
        Arguments.of(
            "main thread",
            1,
            "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space\n at a.B.c(D.java:1)"),
        Arguments.of(
            "inside JSON",
            1,
            "{\"level\":\"ERROR\",\"message\":\"x\",\"stack_trace\":\"java.lang.OutOfMemoryError: GC overhead limit exceeded\\n\\tat a.B\"}"),
        Arguments.of("metaspace", 3, "Terminating due to java.lang.OutOfMemoryError: Metaspace"),
        Arguments.of(
            "kernel", 137, "kernel: Memory cgroup out of memory: Killed process 42 (java)"),
        Arguments.of(
            "node",
            134,
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outOfMemory")
  void namesMemoryWhereTheProcessOrTheKernelDoes(String who, int code, String output) {
    IncidentReport report = Bundle.signal("CrashLoop").ended(code, 2, output).heap(256).report();

    assertThat(report.cause()).isEqualTo("OutOfMemory");
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Level.CONFIRMED);
    assertThat(report.causeDetail())
        .containsEntry("peak", "not collected")
        .containsEntry("exitCode", String.valueOf(code));
    assertThat(report.hypotheses())
        .filteredOn(each -> each.type().equals("CrashLoop"))
        .allMatch(each -> "OutOfMemory".equals(each.consequenceOf()))
        .hasSize(1);
  }

  @Test
  void tellsTheHeapsLimitOnlyWhereTheHeapRanOut() {
    Bundle heap =
        Bundle.signal("CrashLoop")
            .ended(3, 2, "Terminating due to java.lang.OutOfMemoryError: Java heap space")
            .heap(96);
    Bundle metaspace =
        Bundle.signal("CrashLoop")
            .ended(3, 2, "Terminating due to java.lang.OutOfMemoryError: Metaspace")
            .heap(96);

    assertThat(heap.report().causeDetail()).containsEntry("limit", "96 MiB of heap");
    assertThat(metaspace.report().causeDetail()).containsEntry("limit", "not collected");
  }

  @Test
  void rulesOutTheModelFileWhoseChecksumNobodyFaulted() {
    IncidentReport report =
        Bundle.signal("NeverReady")
            .ended(
                3,
                1,
                "INFO loading the model\nTerminating due to java.lang.OutOfMemoryError: Java heap space")
            .stableReadiness(200, "{\"components\":{\"model\":{\"status\":\"UP\"}}}")
            .report();

    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("model file");
  }

  @Test
  void rulesOutNoModelFileWhereThereIsNoneOrItWasFaulted() {
    String end = "Terminating due to java.lang.OutOfMemoryError: Java heap space";

    assertThat(Bundle.signal("CrashLoop").ended(3, 2, end).report().ruledOut()).isEmpty();
    assertThat(
            Bundle.signal("CrashLoop")
                .ended(3, 2, "WARN model: SHA-256 mismatch of m.onnx\n" + end)
                .report()
                .ruledOut())
        .isEmpty();
  }

  @Test
  void aKilledProcessProvesNothingAboutMemory() {
    IncidentReport report =
        Bundle.signal("CrashLoop").ended(137, 2, "INFO x: 10 requests served").report();

    assertThat(report.cause()).isEqualTo("CrashLoop");
    assertThat(report.summary()).contains("killed by signal 9; memory is not proven");
    assertThat(report.hypotheses())
        .filteredOn(each -> each.type().equals("OutOfMemory"))
        .singleElement()
        .matches(each -> each.level() == Level.POSSIBLE);
    assertThat(report.ruledOut()).extracting(RuledOut::what).doesNotContain("memory");
  }

  // ---- model

  @Test
  void namesTheModelsFileAndBothDigests() {
    IncidentReport report =
        Bundle.signal("NeverReady")
            .runs()
            .alive()
            .readiness(
                503,
                """
                {"status":"DOWN","components":{"readinessState":{"status":"UP"},"model":{"status":"DOWN","details":
                {"problem":"ModelLoadFailed","file":"mattes.onnx","expectedSha256":"%s","actualSha256":"%s","reason":"checksum"}}}}
                """
                    .formatted(A, B))
            .prints("INFO x: retrying in 4 s")
            .report();

    assertThat(report.cause()).isEqualTo("ModelLoadFailed");
    assertThat(report.causeDetail())
        .containsEntry("file", "mattes.onnx")
        .containsEntry("expectedSha256", A)
        .containsEntry("actualSha256", B);
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("container", "memory");
    assertThat(report.hypotheses())
        .extracting(Hypothesis::type, Hypothesis::consequenceOf)
        .contains(org.assertj.core.groups.Tuple.tuple("ProbeFailed", "ModelLoadFailed"));
  }

  @Test
  void aModelThatIsStillLoadingHasNotFailed() {
    IncidentReport report =
        Bundle.signal("NeverReady")
            .runs()
            .alive()
            .readiness(
                503,
                "{\"components\":{\"model\":{\"status\":\"OUT_OF_SERVICE\",\"details\":{\"model_status\":\"loading\"}}}}")
            .report();

    assertThat(report.cause()).isEqualTo("ProbeFailed");
    assertThat(report.causeDetail())
        .containsEntry("component", "model")
        .containsEntry("neverReady", "true");
  }

  @Test
  void whatBothRevisionsSayIsDownIsWhatTheyShare() {
    String down =
        "{\"components\":{\"db\":{\"status\":\"DOWN\",\"details\":{\"problem\":\"DatabaseUnavailable\"}},\"readinessState\":{\"status\":\"%s\"}}}";
    IncidentReport report =
        Bundle.signal("ProbeFailed", "probe", "readiness")
            .runs()
            .readiness(503, down.formatted("OUT_OF_SERVICE"))
            .stableReadiness(503, down.formatted("OUT_OF_SERVICE"))
            .report();

    assertThat(report.cause()).isEqualTo("DependencyDown");
    assertThat(report.causeDetail())
        .containsEntry("component", "db")
        .containsEntry("stable", "DOWN");
    assertThat(report.ruledOut()).extracting(RuledOut::what).containsExactly("the revision");
    assertThat(report.hypotheses()).extracting(Hypothesis::type).contains("ProbeFailed");
  }

  @Test
  void whatOnlyTheCandidateSaysIsDownIsItsOwn() {
    IncidentReport report =
        Bundle.signal("ProbeFailed", "probe", "readiness")
            .runs()
            .readiness(503, "{\"components\":{\"db\":{\"status\":\"DOWN\"}}}")
            .stableReadiness(200, Bundle.UP)
            .report();

    assertThat(report.cause()).isEqualTo("ProbeFailed");
  }

  @Test
  void aModelWhoseFileIsAlteredHasFailedThoughItIsTriedAgain() {
    IncidentReport report =
        Bundle.signal("NeverReady")
            .runs()
            .readiness(
                503,
                """
                {"components":{"model":{"status":"DOWN","details":
                {"problem":"ModelLoading","file":"/m/a.onnx","expectedSha256":"%s","actualSha256":"%s"}}}}
                """
                    .formatted(A, B))
            .report();

    assertThat(report.cause()).isEqualTo("ModelLoadFailed");
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Level.CONFIRMED);
  }

  @Test
  void aModelThatDoesNotFitIntoMemoryIsNotAFaultOfItsFile() {
    IncidentReport report =
        Bundle.signal("NeverReady")
            .runs()
            .readiness(
                503,
                """
                {"components":{"model":{"status":"DOWN","details":{"problem":"ModelLoadFailed","file":"/m/a.onnx",
                "expectedSha256":"%s","actualSha256":"%s","reason":"java.lang.OutOfMemoryError: Java heap space"}}}}
                """
                    .formatted(A, A))
            .report();

    assertThat(report.cause()).isEqualTo("OutOfMemory");
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("model file");
  }

  @Test
  void aDigestThatIsToldAsOneIsShownThoughASettingHoldsIt() {
    String body =
        "{\"components\":{\"model\":{\"status\":\"DOWN\",\"details\":{\"expectedSha256\":\"%s\",\"actualSha256\":\"my-api-key-value\",\"reason\":\"%s\"}}}}"
            .formatted(A, A);
    var settings =
        new dev.belay.controlplane.catalog.Settings(Map.of("X", A, "Y", "my-api-key-value"));
    var revision =
        new dev.belay.controlplane.catalog.Revision(
            Bundle.ROLLOUT,
            java.nio.file.Path.of("/a.jar"),
            new dev.belay.controlplane.catalog.Digest(A),
            settings,
            1);

    var component = new HealthReading(Masking.of(revision)).components(body.getBytes()).getFirst();

    assertThat(component.details())
        .containsEntry("expectedSha256", A)
        .containsEntry("actualSha256", "******")
        .containsEntry("reason", "******");
  }

  @Test
  void readsARunTimesOwnWordsAboutAModel() {
    IncidentReport report =
        Bundle.signal("CrashLoop")
            .ended(
                1,
                2,
                "Caused by: ai.onnxruntime.OrtException: Error code - ORT_INVALID_PROTOBUF - message: Load model from /models/u2net.onnx failed:Protobuf parsing failed.")
            .report();

    assertThat(report.cause()).isEqualTo("ModelLoadFailed");
    assertThat(report.causeDetail()).containsEntry("file", "/models/u2net.onnx");
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Level.LIKELY);
  }

  // ---- storage

  @Test
  void namesThePathThatReadinessTells() {
    IncidentReport report =
        Bundle.signal("ErrorRegression")
            .runs()
            .requests(40, 30, 0)
            .readiness(
                503,
                """
                {"components":{"db":{"status":"UP"},"store":{"status":"DOWN","details":
                {"problem":"StorageNotWritable","path":"/srv/pictures","reason":"Read-only file system"}}}}
                """)
            .report();

    assertThat(report.cause()).isEqualTo("StorageNotWritable");
    assertThat(report.causeDetail())
        .containsEntry("path", "/srv/pictures")
        .containsEntry("reason", "Read-only file system");
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("database");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "java.nio.file.FileSystemException: /srv/a/b.tmp: Read-only file system|/srv/a/b.tmp|Read-only file system",
        "Caused by: java.io.FileNotFoundException: /srv/x.png (Permission denied)|/srv/x.png|Permission denied",
        "java.nio.file.AccessDeniedException: /srv/up/1.jpg|/srv/up/1.jpg|Permission denied",
        "Caused by: java.io.IOException: No space left on device|not told|No space left on device",
        "12:00:01 ERROR s: could not store: java.nio.file.FileSystemException: /v/q: Disk quota exceeded|/v/q|Disk quota exceeded",
        "Error: EROFS: read-only file system, open '/data/f.bin'|/data/f.bin|Read-only file system",
        "OSError: [Errno 28] No space left on device: '/var/out.bin'|/var/out.bin|No space left on device",
        "2026/11/22 12:00:00 open /data/k: read-only file system|/data/k|Read-only file system"
      })
  void readsTheOperatingSystemsWordsInLogs(String line, String path, String reason) {
    IncidentReport report =
        Bundle.signal("ErrorRegression").runs().requests(40, 30, 0).prints(line).report();

    assertThat(report.cause()).isEqualTo("StorageNotWritable");
    assertThat(report.causeDetail()).containsEntry("path", path).containsEntry("reason", reason);
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Level.LIKELY);
  }

  @Test
  void aTypedAnswerTellsOfStorageThoughReadinessStaysUp() {
    IncidentReport report =
        Bundle.signal("ServiceDown")
            .runs()
            .requests(0, 30, 0)
            .readiness(200, Bundle.UP)
            .direct(
                "GET", 503, "{\"type\":\"urn:belay:problem:storage-not-writable\",\"status\":503}")
            .report();

    assertThat(report.cause()).isEqualTo("StorageNotWritable");
  }

  @Test
  void aDeniedUserIsNoDeniedFile() {
    IncidentReport report =
        Bundle.signal("ErrorRegression")
            .runs()
            .requests(40, 30, 0)
            .prints(
                "12:00:01 ERROR x: org.springframework.security.access.AccessDeniedException: Access is denied for /admin")
            .report();

    assertThat(report.cause()).isEqualTo("ErrorRegression");
  }

  @Test
  void storageThatStableCannotWriteEitherIsLessThanCertain() {
    String down =
        "{\"components\":{\"store\":{\"status\":\"DOWN\",\"details\":{\"problem\":\"StorageNotWritable\",\"path\":\"/s\"}}}}";

    IncidentReport report =
        Bundle.signal("ProbeFailed", "probe", "readiness")
            .readiness(503, down)
            .stableReadiness(503, down)
            .report();

    assertThat(report.cause()).isEqualTo("StorageNotWritable");
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Level.LIKELY);
  }

  // ---- crashes

  @Test
  void aCrashLoopTellsItsCodeHowOftenAndTheRootOfItsLastError() {
    IncidentReport report =
        Bundle.signal("CrashLoop")
            .ended(
                17,
                3,
                """
                12:00:00 INFO main: started
                12:00:05 ERROR work: the queue is gone
                a.b.WorkException: the queue is gone
                 at a.b.C.d(C.java:1)
                Caused by: java.io.EOFException: queue/7 ended
                 at a.b.E.f(E.java:2)
                 ... 3 more
                12:00:05 INFO main: bye
                """)
            .readiness(200, Bundle.UP)
            .report();

    assertThat(report.cause()).isEqualTo("CrashLoop");
    assertThat(report.causeDetail())
        .containsEntry("exitCode", "17")
        .containsEntry("times", "3")
        .containsEntry("lastError", "java.io.EOFException: queue/7 ended");
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("memory");
  }

  @Test
  void anEndBehindFailedRequestsIsTheReason() {
    IncidentReport report =
        Bundle.signal("ServiceDown").requests(0, 0, 12).ended(1, 1, "ERROR x: boom").report();

    assertThat(report.cause()).isEqualTo("CrashLoop");
    assertThat(report.summary()).contains("once");
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Level.LIKELY);
  }

  @Test
  void aSilentEndIsToldAsOne() {
    assertThat(Bundle.signal("CrashLoop").ended(1, 2, "").report().causeDetail())
        .containsEntry("lastError", "it printed nothing");
  }

  // ---- probes

  @Test
  void namesTheComponentThatIsDown() {
    IncidentReport report =
        Bundle.signal("ProbeFailed", "probe", "readiness", "saw", "answered 503: mailbox DOWN")
            .runs()
            .alive()
            .readiness(
                503,
                "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"UP\"},\"mailbox\":{\"status\":\"DOWN\",\"details\":{\"password\":\"hunter2\"}}}}")
            .report();

    assertThat(report.cause()).isEqualTo("ProbeFailed");
    assertThat(report.causeDetail())
        .containsEntry("probe", "readiness")
        .containsEntry("component", "mailbox")
        .containsEntry("status", "DOWN");
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("database", "memory");
    assertThat(IncidentDocument.write(report)).doesNotContain("hunter2");
  }

  @Test
  void aDatabaseThatIsDownIsNotRuledOut() {
    IncidentReport report =
        Bundle.signal("ProbeFailed", "probe", "readiness")
            .runs()
            .readiness(
                503,
                "{\"components\":{\"db\":{\"status\":\"DOWN\",\"details\":{\"problem\":\"DatabaseUnavailable\"}}}}")
            .stableReadiness(200, Bundle.UP)
            .report();

    assertThat(report.causeDetail())
        .containsEntry("component", "db")
        .containsEntry("problem", "DatabaseUnavailable");
    assertThat(report.ruledOut()).extracting(RuledOut::what).doesNotContain("database");
  }

  @Test
  void whoeverAnswersNothingHasFailedLiveness() {
    IncidentReport report =
        Bundle.signal(
                "ProbeFailed", "probe", "readiness", "saw", "no complete answer within 1000 ms")
            .runs()
            .hangs()
            .stableReadiness(200, Bundle.UP)
            .report();

    assertThat(report.cause()).isEqualTo("ProbeFailed");
    assertThat(report.causeDetail())
        .containsEntry("probe", "liveness")
        .containsEntry("timedOut", "true");
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("database");
  }

  @Test
  void aHangBehindFailedRequestsIsTheReason() {
    assertThat(Bundle.signal("ServiceDown").requests(0, 0, 9).runs().hangs().report().cause())
        .isEqualTo("ProbeFailed");
  }

  @Test
  void aProcessThatThePlatformReplacedIsNoCrashLoop() {
    IncidentReport report =
        Bundle.signal("ProbeFailed", "probe", "liveness", "timedOut", "true")
            .ended(137, 1, "INFO x: serving")
            .hangs()
            .report();

    assertThat(report.cause()).isEqualTo("ProbeFailed");
    assertThat(report.hypotheses()).extracting(Hypothesis::type).doesNotContain("CrashLoop");
  }

  @Test
  void flappingKeepsItsShareOfTimeAndTheComponentThatWasSeen() {
    IncidentReport report =
        Bundle.signal(
                "ProbeFailed",
                "probe",
                "readiness",
                "saw",
                "answered 503: warehouse OUT_OF_SERVICE",
                "shareOfTime",
                "48 %",
                "window",
                "30 s")
            .runs()
            .alive()
            .readiness(200, Bundle.UP)
            .report();

    assertThat(report.causeDetail())
        .containsEntry("shareOfTime", "48 %")
        .containsEntry("component", "warehouse");
    assertThat(report.summary()).contains("48 % of the last 30 s");
  }

  // ---- requests

  @Test
  void whenEverythingFailsTheAuthorOfTheAnswersIsTold() {
    IncidentReport report =
        Bundle.signal("ServiceDown")
            .runs()
            .alive()
            .readiness(200, Bundle.UP)
            .requests(0, 33, 0)
            .failing("GET /api/things", 500, "answered-5xx", 20)
            .direct("GET", 500, "{}")
            .direct("OPTIONS", 500, "{}")
            .report();

    assertThat(report.cause()).isEqualTo("ServiceDown");
    assertThat(report.causeDetail())
        .containsEntry("answeredBy", "the revision (5xx)")
        .containsEntry("preflight", "answered 500")
        .containsEntry("direct", "answered 500");
    assertThat(report.ruledOut()).extracting(RuledOut::what).contains("CORS", "database");
  }

  @Test
  void corsIsNotRuledOutWherePlainRequestsSucceed() {
    IncidentReport report =
        Bundle.signal("ServiceDown")
            .runs()
            .requests(0, 33, 0)
            .failing("OPTIONS /api/things", 500, "answered-5xx", 33)
            .direct("GET", 200, "{}")
            .direct("OPTIONS", 500, "{}")
            .report();

    assertThat(report.ruledOut()).extracting(RuledOut::what).doesNotContain("CORS");
  }

  @Test
  void theGatewayIsTheAuthorWhereNobodyAnswered() {
    assertThat(Bundle.signal("ServiceDown").runs().requests(0, 0, 33).report().causeDetail())
        .containsEntry("answeredBy", "the gateway (the revision gave no answer)");
  }

  // ---- the rest

  @Test
  void whatAGateFoundIsPassedOn() {
    IncidentReport report =
        Bundle.blocked("ArtifactInvalid", Map.of("remedy", "build it again")).report();

    assertThat(report.cause()).isEqualTo("ArtifactInvalid");
    assertThat(report.causeDetail()).containsEntry("remedy", "build it again");
    assertThat(report.complete()).isTrue();
  }

  @Test
  void whatFitsNothingIsUnknownAndSaysWhatWasLookedAt() {
    IncidentReport report =
        Bundle.signal("Unknown").runs().alive().readiness(200, Bundle.UP).report();

    assertThat(report.cause()).isEqualTo("Unknown");
    assertThat(report.causeDetail().get("lookedAt")).contains("Health", "ProcessSeen");
    assertThat(report.ruledOut()).isEmpty();
  }

  @Test
  void aReportWithNothingCollectedClaimsNothing() {
    IncidentReport report = Diagnosis.of(Bundle.ROLLOUT, java.util.List.of(), Bundle.NOON);

    assertThat(report.cause()).isEqualTo("Unknown");
    assertThat(report.hypotheses()).isEmpty();
  }

  @Test
  void theOrderOfTheEvidenceDoesNotMatter() {
    Bundle bundle =
        Bundle.signal("CrashLoop")
            .ended(3, 2, "Terminating due to java.lang.OutOfMemoryError: Java heap space")
            .heap(64)
            .requests(4, 1, 8)
            .stableReadiness(200, Bundle.UP)
            .prints("12:00:01 ERROR x: java.io.IOException: No space left on device");
    IncidentReport expected = bundle.report();

    for (int seed = 0; seed < 50; seed++) {
      var shuffled = new java.util.ArrayList<>(bundle.evidence());
      Collections.shuffle(shuffled, new Random(seed));
      IncidentReport report = Diagnosis.of(Bundle.ROLLOUT, shuffled, Bundle.NOON);

      assertThat(report.cause()).isEqualTo(expected.cause()).isEqualTo("OutOfMemory");
      assertThat(report.causeDetail()).isEqualTo(expected.causeDetail());
    }
  }
}
