package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.StandingSettings;
import dev.belay.controlplane.verification.PreflightReport.Check;
import dev.belay.controlplane.verification.PreflightReport.SettingFault;
import dev.belay.controlplane.verification.contract.ContractReader;
import dev.belay.controlplane.verification.contract.InvalidContractException;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Are the settings there and right, and is what they lead to? Names settings, never values. */
final class ConfigurationGate implements Inspection {

  /** A preflight and the wait for those of two other services. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final String SET_THEM =
      "Set %s for this release, or in the service's standing settings, and release again.";

  /** What templates and examples write where a value belongs. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?i)change[-_ ]?(me|it)[^a-z]*|replace[-_ ]?(me|this)[^a-z]*|(todo|tbd|fixme|xxx+|placeholder|insert[-_ ].{1,60})"
              + "|your[-_ ].{1,60}|<[^<>]{1,60}>|\\$\\{[^{}]{1,100}}|\\{\\{[^{}]{1,100}}}|%%[A-Za-z_]{1,60}%%");

  private final Preflight preflight;
  private final KeptValues kept;
  private final StandingSettings standing;

  ConfigurationGate(Preflight preflight, KeptValues kept, StandingSettings standing) {
    this.preflight = preflight;
    this.kept = kept;
    this.standing = standing;
  }

  @Override
  public Gate gate() {
    return Gate.CONFIGURATION;
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  @Override
  public List<Finding> inspect(Subject subject, Papers papers) {
    var findings = new ArrayList<Finding>();
    DeclaredSettings declared = declared(subject.candidate());
    Map<String, String> given = new TreeMap<>(standing.of(subject.service()));
    given.putAll(kept.fingerprints(subject.candidate()));
    List<String> missing = List.of();
    switch (preflight.run(subject.candidate(), subject.token())) {
      case Preflight.Outcome.Told(PreflightReport report) -> {
        report.leave(papers);
        findings.addAll(judge(report));
        missing = missing(report);
      }
      case Preflight.Outcome.Untold(Finding finding) -> findings.add(finding);
    }
    Revision stable = subject.stable();
    DeclaredSettings before = stable == null ? DeclaredSettings.NONE : declared(stable);
    findings.addAll(declared.unknown(given.keySet(), before, missing));
    if (stable != null) {
      findings.addAll(declared.onlyFor(before, stable.id().label(), given.keySet()));
    }
    findings.addAll(new Environments(given, standing.elsewhere(subject.service())).findings());
    findings.addAll(placeholders(subject.candidate()));
    findings.addAll(compare(subject.candidate(), subject.stable(), kept));
    return findings;
  }

  /** What cannot be read is told by the gates that need more of it. */
  private static DeclaredSettings declared(Revision revision) {
    try {
      return DeclaredSettings.of(
          ContractReader.of(revision.artifact()).orElse(ReleaseContract.unknown()).settings());
    } catch (IOException | InvalidContractException e) {
      return DeclaredSettings.NONE;
    }
  }

  private static List<String> missing(PreflightReport report) {
    return report.settings().stream()
        .filter(SettingFault::missing)
        .map(SettingFault::name)
        .toList();
  }

  static List<Finding> judge(PreflightReport report) {
    var findings = new ArrayList<Finding>();
    settings(report.settings(), true, "MissingSetting").ifPresent(findings::add);
    settings(report.settings(), false, "InvalidSetting").ifPresent(findings::add);
    for (Check check : report.checks()) {
      if (!check.passed()) {
        findings.add(failed(check));
      }
    }
    String failure = report.failure();
    if (failure != null) {
      findings.add(unbuilt(failure, !report.settings().isEmpty()));
    }
    return findings;
  }

  private static Optional<Finding> settings(List<SettingFault> all, boolean missing, String rule) {
    List<SettingFault> faults = all.stream().filter(each -> each.missing() == missing).toList();
    if (faults.isEmpty()) {
      return Optional.empty();
    }
    String names =
        faults.stream().map(SettingFault::name).sorted().collect(Collectors.joining(", "));
    String words =
        faults.stream().map(ConfigurationGate::sentence).collect(Collectors.joining("; "));
    return Optional.of(
        Finding.blocker(rule, words, SET_THEM.formatted(names), Map.of("settings", names)));
  }

  private static String sentence(SettingFault fault) {
    String expected = fault.expected().isBlank() ? "" : " (expected: " + fault.expected() + ")";
    return fault.name() + " " + fault.words() + expected;
  }

  private static Finding failed(Check check) {
    return Finding.blocker(
        "PreflightCheckFailed",
        "With this release's settings the check '%s' fails: %s"
            .formatted(check.name(), check.problem()),
        "Mend what the check names, or the setting that leads there, and release again.",
        Map.of("check", check.name(), "problem", check.problem()));
  }

  /** What a missing setting breaks is told, and is not a second reason. */
  private static Finding unbuilt(String failure, boolean explained) {
    String message = "The application cannot be built with these settings: " + failure;
    String remedy = "Start the artifact with the same settings and read its log.";
    Map<String, String> evidence = Map.of("failure", failure);
    return explained
        ? Finding.note("PreflightFailed", message, remedy, evidence)
        : Finding.blocker("PreflightFailed", message, remedy, evidence);
  }

  /** Values of this release that nobody has filled in; told by name. */
  static List<Finding> placeholders(Revision candidate) {
    String names =
        candidate.settings().values().entrySet().stream()
            .filter(each -> PLACEHOLDER.matcher(each.getValue().strip()).matches())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? List.of()
        : List.of(
            Finding.warning(
                "PlaceholderValue",
                "The value of %s looks like one that was to be filled in".formatted(names),
                "Set what belongs there; nothing to do if it is meant.",
                Map.of("settings", names)));
  }

  /** What the release sets otherwise than the one that serves. */
  static List<Finding> compare(Revision candidate, @Nullable Revision stable, KeptValues kept) {
    if (stable == null) {
      return List.of();
    }
    Map<String, String> now = all(candidate);
    Map<String, String> before = all(stable);
    Set<String> names = new TreeSet<>(now.keySet());
    names.addAll(before.keySet());
    var told = new ArrayList<String>();
    for (String name : names) {
      if (!before.containsKey(name)) {
        told.add(name + " is new");
      } else if (!now.containsKey(name)) {
        told.add(name + " is no longer set");
      } else if (!Objects.equals(now.get(name), before.get(name))) {
        told.add(
            kept.same(name, candidate, stable)
                ? name + " is kept elsewhere, with the same value"
                : name + " is changed");
      }
    }
    return told.isEmpty()
        ? List.of()
        : List.of(
            Finding.note(
                "SettingsDiffer",
                "Other than %s: %s".formatted(stable.id().label(), String.join(", ", told)),
                "Nothing to do if that is meant.",
                Map.of("settings", String.join(", ", told))));
  }

  private static Map<String, String> all(Revision revision) {
    var all = new LinkedHashMap<String, String>(revision.settings().values());
    revision.secrets().byName().forEach((name, kept) -> all.put(name, "@" + kept));
    return all;
  }
}
