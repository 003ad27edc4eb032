package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.QuotedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an artifact's preflight says, as far as it can be understood. It comes from the artifact: a
 * claim, cut to size, never trusted with more than a finding's text.
 *
 * @param failure why the application could not be built; null if it could
 * @param migrations empty also where the artifact has none
 * @param migrationsKnown whether it told of migrations at all
 */
record PreflightReport(
    @Nullable String failure,
    List<SettingFault> settings,
    List<Check> checks,
    List<Migration> migrations,
    boolean migrationsKnown) {

  static final int MOST = 2_000;
  private static final int VERSION = 1;
  private static final String PAPER = "preflight";
  private static final int LONGEST_TEXT = 400;
  private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\[\\]-]{0,199}");
  private static final JsonMapper JSON = JsonMapper.shared();

  record SettingFault(String name, boolean missing, String words, String expected) {}

  record Check(String name, boolean passed, String problem) {}

  /**
   * @param version null for a repeatable one
   * @param state as Flyway names it
   */
  record Migration(
      @Nullable String version,
      String description,
      String script,
      String state,
      boolean checksumMatches) {

    String label() {
      return version == null ? script : "V" + version;
    }
  }

  /** For the gates behind; only what was understood of it, and cut to size. */
  void leave(Papers papers) {
    papers.leave(PAPER, JSON.writeValueAsString(this));
  }

  /** Empty if the artifact told nothing. */
  static Optional<PreflightReport> left(Papers papers) {
    return papers.left(PAPER).map(paper -> JSON.readValue(paper, PreflightReport.class));
  }

  /** Empty if it is none of a version that is known. */
  static Optional<PreflightReport> read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (json.path("version").asInt(0) != VERSION || !json.isObject()) {
        return Optional.empty();
      }
      return Optional.of(
          new PreflightReport(
              json.hasNonNull("failure") ? text(json, "failure") : null,
              settings(json.path("settings")),
              checks(json.path("checks")),
              migrations(json.path("migrations")),
              json.path("migrations").isArray()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static List<SettingFault> settings(JsonNode list) {
    var settings = new ArrayList<SettingFault>();
    for (JsonNode each : list) {
      String name = text(each, "name");
      if (settings.size() < MOST && SETTING.matcher(name).matches()) {
        settings.add(
            new SettingFault(
                name,
                text(each, "problem").equals("MissingSetting"),
                text(each, "words"),
                text(each, "expected")));
      }
    }
    return List.copyOf(settings);
  }

  private static List<Check> checks(JsonNode list) {
    var checks = new ArrayList<Check>();
    for (JsonNode each : list) {
      if (checks.size() < MOST) {
        checks.add(
            new Check(
                text(each, "name"), each.path("passed").asBoolean(false), text(each, "problem")));
      }
    }
    return List.copyOf(checks);
  }

  private static List<Migration> migrations(JsonNode list) {
    var migrations = new ArrayList<Migration>();
    for (JsonNode each : list) {
      if (migrations.size() < MOST) {
        migrations.add(
            new Migration(
                each.hasNonNull("version") ? text(each, "version") : null,
                text(each, "description"),
                text(each, "script"),
                text(each, "state"),
                each.path("checksumMatches").asBoolean(true)));
      }
    }
    return List.copyOf(migrations);
  }

  private static String text(JsonNode json, String name) {
    String text = QuotedValues.masked(json.path(name).asString("")).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }
}
