package dev.belay.controlplane.verification;

import dev.belay.controlplane.platform.RunResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run that migrates says it has applied, for the release record: a note. It comes from the
 * artifact, so it is a claim, and cut to size.
 */
public final class AppliedMigrations {

  public static final String RULE = "MigrationsApplied";
  public static final String PENDING = "PendingMigration";

  private static final String STAY =
      "They stay, whatever becomes of the release: going back un-applies nothing.";

  private static final int NAMED = 50;
  private static final int LONGEST = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_. -]+");
  private static final JsonMapper JSON = JsonMapper.shared();

  private AppliedMigrations() {}

  /** Empty if it applied nothing, or did not say. */
  public static Optional<Finding> of(RunResult result) {
    List<String> applied =
        switch (result) {
          case RunResult.Succeeded done -> read(done.report());
          case RunResult.Failed failed -> read(failed.report());
          case RunResult.TimedOut late -> List.of();
          case RunResult.NotStarted not -> List.of();
        };
    if (applied.isEmpty()) {
      return Optional.empty();
    }
    String names = String.join(", ", applied.subList(0, Math.min(NAMED, applied.size())));
    String more = applied.size() > NAMED ? " and %d more".formatted(applied.size() - NAMED) : "";
    return Optional.of(
        Finding.note(
            RULE,
            "Applied to the target database: %s%s".formatted(names, more),
            STAY,
            Map.of("versions", names + more)));
  }

  /**
   * @param versions what had been pending, as the gate has told it
   */
  public static Finding byTheServiceItself(String versions) {
    return Finding.note(
        RULE,
        "Applied to the target database by the service itself: " + versions,
        STAY,
        Map.of("versions", versions));
  }

  private static List<String> read(@Nullable String report) {
    if (report == null) {
      return List.of();
    }
    try {
      return StreamSupport.stream(JSON.readTree(report).path("applied").spliterator(), false)
          .limit(PreflightReport.MOST)
          .map(AppliedMigrations::label)
          .flatMap(Optional::stream)
          .toList();
    } catch (JacksonException e) {
      return List.of();
    }
  }

  private static Optional<String> label(JsonNode migration) {
    JsonNode version = migration.path("version");
    String name =
        version.isString() ? "V" + version.asString() : migration.path("script").asString("");
    return name.length() <= LONGEST && NAME.matcher(name).matches()
        ? Optional.of(name)
        : Optional.empty();
  }
}
