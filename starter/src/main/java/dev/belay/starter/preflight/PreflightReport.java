package dev.belay.starter.preflight;

import dev.belay.starter.settings.SettingFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a preflight found, as the one line that it prints. Never a setting's value. */
final class PreflightReport {

  /** Begins the line. Part of the contract with whoever runs a preflight. */
  static final String PREFIX = "belay preflight report: ";

  /** Of the report's shape; raised when a field changes its meaning. */
  static final int VERSION = 1;

  private static final int LONGEST_TEXT = 400;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<SettingFault> settings = new ArrayList<>();
  private final List<Checked> checks = new ArrayList<>();
  private @Nullable List<Map<String, Object>> migrations;
  private @Nullable String failure;

  private record Checked(String name, @Nullable String problem, long milliseconds) {}

  synchronized void settings(List<SettingFault> faults) {
    faults.stream()
        .filter(fault -> settings.stream().noneMatch(known -> known.name().equals(fault.name())))
        .forEach(settings::add);
  }

  synchronized void checked(String name, @Nullable String problem, long milliseconds) {
    checks.add(new Checked(name, problem, milliseconds));
  }

  /** Each with version, description, script, state, and both checksums where there are any. */
  synchronized void migrations(List<Map<String, Object>> all) {
    migrations = List.copyOf(all);
  }

  /** The application could not be built. */
  synchronized void failed(String why) {
    failure = cut(why);
  }

  synchronized boolean passed() {
    return failure == null
        && settings.isEmpty()
        && checks.stream().allMatch(check -> check.problem() == null);
  }

  /** One line. */
  synchronized String line() {
    ObjectNode report = JSON.createObjectNode();
    report.put("version", VERSION);
    report.put("passed", passed());
    if (failure != null) {
      report.put("failure", failure);
    }
    ArrayNode faults = report.putArray("settings");
    for (SettingFault fault : settings) {
      faults
          .addObject()
          .put("name", fault.name())
          .put("problem", fault.type())
          .put("words", cut(fault.words()))
          .put("expected", cut(fault.expected()));
    }
    ArrayNode tried = report.putArray("checks");
    for (Checked check : checks) {
      ObjectNode one = tried.addObject().put("name", check.name());
      one.put("passed", check.problem() == null);
      if (check.problem() != null) {
        one.put("problem", check.problem());
      }
      one.put("milliseconds", check.milliseconds());
    }
    if (migrations != null) {
      ArrayNode known = report.putArray("migrations");
      ToldMigrations.of(migrations).forEach(each -> known.add(JSON.<ObjectNode>valueToTree(each)));
      report.put("migrationsInAll", migrations.size());
    }
    return PREFIX + JSON.writeValueAsString(report);
  }

  /** The innermost cause says what is wrong; the outermost only which bean stumbled. */
  static String words(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
      root = root.getCause();
    }
    String message = root.getMessage();
    String name = root.getClass().getSimpleName();
    return cut(message == null || message.isBlank() ? name : name + ": " + firstLine(message));
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
  }

  static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }
}
