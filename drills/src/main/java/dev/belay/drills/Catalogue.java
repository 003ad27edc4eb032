package dev.belay.drills;

import dev.belay.drills.Drill.Artifact;
import dev.belay.drills.Drill.Proof;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All drills, in the order in which they are listed. */
final class Catalogue {

  private static final String GOOD = "good-revision";

  /** For revisions whose fault lies around them. */
  private static final Artifact MARKED = new Artifact.Variant(GOOD);

  private static final List<Drill> ALL =
      List.of(
          Drill.of(
                  "all-500-but-ready",
                  "probes are green, every endpoint answers 500, preflight requests too",
                  Verdict.ROLLED_BACK,
                  "ServiceDown",
                  Proof.ANSWERED_5XX)
              .rulingOut("CORS"),
          Drill.of(
                  "artifact-corrupt",
                  "the archive is damaged: some bytes in its middle are others",
                  Verdict.BLOCKED,
                  "ArtifactInvalid",
                  Proof.SERVED_NOBODY)
              .releasing(new Artifact.Altered(GOOD, Alteration.DAMAGED)),
          Drill.of(
                  "body-read-twice",
                  "an uploaded file is read twice from one stream: every photo ends in a 500",
                  Verdict.ROLLED_BACK,
                  "EndpointRegression",
                  Proof.ANSWERED_5XX)
              .rulingOut("storage")
              .whateverTheCause(),
          Drill.of(
                  "breaks-last-good",
                  "the migration drops a column that the last good revision still reads",
                  Verdict.BLOCKED,
                  "NotRollbackSafe",
                  Proof.SERVED_NOBODY)
              .releasing(new Artifact.Altered(GOOD, Alteration.BREAKING_MIGRATION)),
          Drill.of(
                  "checksum-mismatch",
                  "a migration that the database has was edited afterwards",
                  Verdict.BLOCKED,
                  "MigrationChecksumMismatch",
                  Proof.SERVED_NOBODY)
              .releasing(new Artifact.Altered(GOOD, Alteration.EDITED_MIGRATION)),
          Drill.of(
              "crash-loop",
              "the process exits some seconds after each start",
              Verdict.ROLLED_BACK,
              "CrashLoop",
              Proof.SERVED),
          Drill.of(
                  "dependency-down",
                  "the database that both revisions use refuses everybody: both turn unready",
                  Verdict.HELD,
                  "DependencyDown",
                  Proof.BOTH_FAILED)
              .rulingOut("the revision")
              .releasing(MARKED)
              .in(new RefusingDatabase()),
          Drill.of(
              "entity-without-table",
              "it maps four tables that no migration makes",
              Verdict.BLOCKED,
              "MissingTable",
              Proof.SERVED_NOBODY),
          Drill.of(
                  "flapping",
                  "readiness fails half of the time, never three times in a row",
                  Verdict.ROLLED_BACK,
                  "ProbeFailed",
                  Proof.SERVED)
              .with(readinessOf("connection")),
          Drill.of("good-revision", "nothing", Verdict.PROMOTED, null, Proof.SERVED),
          Drill.of(
                  "liveness-hang",
                  "a deadlock: the port is open, nothing is answered",
                  Verdict.ROLLED_BACK,
                  "ProbeFailed",
                  Proof.SERVED)
              .rulingOut("database"),
          Drill.of(
                  "missing-class",
                  "uploading one image throws NoClassDefFoundError; all else works, probes are green",
                  Verdict.ROLLED_BACK,
                  "EndpointRegression",
                  Proof.ANSWERED_5XX)
              .whateverTheCause(),
          Drill.of(
                  "missing-setting",
                  "a required setting is empty",
                  Verdict.BLOCKED,
                  "MissingSetting",
                  Proof.SERVED_NOBODY)
              .releasing(MARKED)
              .with(Map.of("API_KEY", "")),
          Drill.of(
                  "missing-setting-live",
                  "the same with verification released: the process refuses to start and names it",
                  Verdict.ROLLED_BACK,
                  "MissingSetting",
                  Proof.SERVED_NOBODY)
              .rulingOut("image", "database")
              .releasing(MARKED)
              .with(Map.of("API_KEY", ""))
              .pastTheGate("configuration"),
          Drill.of(
                  "model-corrupt",
                  "the model's file is cut off after verification: it never loads",
                  Verdict.ROLLED_BACK,
                  "ModelLoadFailed",
                  Proof.SERVED_NOBODY)
              .rulingOut("container", "memory")
              .of(Drill.GPU)
              .releasing(new Artifact.Production())
              .in(new TruncatedModel()),
          Drill.of(
                  "model-slow",
                  "the model takes a while, within its time to start",
                  Verdict.PROMOTED,
                  null,
                  Proof.SERVED)
              .of(Drill.GPU),
          Drill.of(
                  "no-traffic",
                  "nothing, and nobody calls",
                  Verdict.HELD,
                  "NotEnoughTraffic",
                  Proof.NOBODY_ASKED)
              .releasing(MARKED),
          Drill.of(
                  "out-of-memory",
                  "the heap runs out while the model loads",
                  Verdict.ROLLED_BACK,
                  "OutOfMemory",
                  Proof.SERVED_NOBODY)
              .rulingOut("model file")
              .of(Drill.GPU),
          Drill.of(
                  "pending-migration",
                  "it brings a migration that nobody has applied to the database",
                  Verdict.BLOCKED,
                  "PendingMigration",
                  Proof.SERVED_NOBODY)
              .releasing(new Artifact.Altered(GOOD, Alteration.NEW_MIGRATION))
              .demanding(Map.of("migrations", "verify")),
          Drill.of(
                  "pool-exhausted",
                  "every third upload keeps a database connection: the pool runs dry under load",
                  Verdict.ROLLED_BACK,
                  "ConnectionPoolExhausted",
                  Proof.ANSWERED_5XX)
              .rulingOut("database down")
              .whateverTheCause(),
          Drill.of(
                  "readiness-lost",
                  "ready, takes traffic, then readiness answers 503",
                  Verdict.ROLLED_BACK,
                  "ProbeFailed",
                  Proof.SERVED)
              .with(readinessOf("backlog")),
          Drill.of(
                  "same-revision",
                  "nothing: the stable artifact again",
                  Verdict.PROMOTED,
                  null,
                  Proof.SAME_CONTENT)
              .releasing(new Artifact.Production()),
          Drill.of(
                  "slow-uploads",
                  "uploads wait for one of two workers, each busy for a second; statuses stay 2xx",
                  Verdict.ROLLED_BACK,
                  "LatencyRegression",
                  Proof.ANSWERED_LATE)
              .whateverTheCause(),
          Drill.of(
                  "stale-config",
                  "settings were wrong and are mended; what runs still has the wrong ones, no leave to restart",
                  Verdict.HELD,
                  "StaleConfiguration",
                  Proof.SAME_CONTENT)
              .rulingOut("missing settings", "image")
              .releasing(new Artifact.Production())
              .in(new StaleSettings(false)),
          Drill.of(
                  "stale-config-restart",
                  "the same with leave to restart",
                  Verdict.RESTARTED,
                  "StaleConfiguration",
                  Proof.SAME_CONTENT)
              .rulingOut("missing settings", "image")
              .releasing(new Artifact.Production())
              .in(new StaleSettings(true)),
          Drill.of(
                  "storage-odd-answer",
                  "the object store answers in another shape: nobody's fault, and no harm",
                  Verdict.PROMOTED,
                  null,
                  Proof.SERVED)
              .releasing(MARKED)
              .in(new OddStore()),
          Drill.of(
                  "storage-readonly",
                  "the store becomes read-only after verification",
                  Verdict.ROLLED_BACK,
                  "StorageNotWritable",
                  Proof.SERVED)
              .releasing(MARKED)
              .in(new ReadOnlyStore()));

  private Catalogue() {}

  private static Map<String, String> readinessOf(String component) {
    return Map.of(
        "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE",
        "readinessState,store,db,gpu," + component);
  }

  static List<Drill> all() {
    return ALL;
  }

  static Optional<Drill> named(String name) {
    return ALL.stream().filter(drill -> drill.name().equals(name)).findFirst();
  }
}
