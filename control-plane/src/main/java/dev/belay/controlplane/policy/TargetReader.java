package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.target}. */
final class TargetReader {

  private static final int LONGEST_PATH = 1_000;
  private static final int MAX_SETTINGS = 200;
  private static final Pattern MEMORY = Pattern.compile("([1-9][0-9]{0,4})(Mi|Gi)");
  private static final Pattern LOOKS_SECRET =
      Pattern.compile("(?i).*(password|passwd|secret|token|credential|private_?key|api_?key).*");

  private final @Nullable Path directory;
  private final Problems problems;

  /**
   * @param directory where relative paths begin; null if there is none
   */
  TargetReader(@Nullable Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  Optional<ProcessTarget> read(Section target) {
    target
        .find("deployment")
        .ifPresent(entry ->
            entry.error(
                "this control plane runs processes, not deployments",
                "Write spec.target.process with an artifact."));
    Optional<ProcessTarget> process =
        (target.find("deployment").isPresent()
                ? target.find("process")
                : target.require("process", "Say what runs: process: {artifact: app.jar}."))
            .flatMap(Entry::section)
            .flatMap(this::process);
    target.close();
    return process;
  }

  private Optional<ProcessTarget> process(Section process) {
    Optional<Entry> named = process.require("artifact", "Name a runnable jar.");
    Optional<Path> artifact = named.flatMap(this::path);
    Optional<Integer> instances =
        process.find("instances").flatMap(entry -> entry.integer(1, Revision.MAX_INSTANCES));
    Map<String, String> settings =
        process.find("settings").flatMap(Entry::section).map(this::settings).orElse(Map.of());
    Map<String, SecretReference> secrets =
        process
            .find("secretRefs")
            .flatMap(Entry::section)
            .map(section -> secrets(section, settings))
            .orElse(Map.of());
    Optional<Integer> memory =
        process.find("resources").flatMap(Entry::section).flatMap(this::memory);
    process.close();
    if (artifact.isEmpty() || !problems.none()) {
      return Optional.empty();
    }
    var at = named.get().at();
    return Optional.of(
        new ProcessTarget(
            artifact.get(),
            instances.orElse(null),
            new Settings(settings),
            new SecretReferences(secrets),
            memory.orElse(null),
            at.getLine() + 1,
            at.getColumn() + 1));
  }

  private Optional<Path> path(Entry entry) {
    return entry
        .text(LONGEST_PATH)
        .flatMap(text -> {
          try {
            Path path = Path.of(text);
            if (path.isAbsolute() || directory != null) {
              return Optional.of((directory == null ? path : directory.resolve(path)).normalize());
            }
            entry.error(
                "it is a relative path and nobody said relative to what", "Write it absolute.");
          } catch (InvalidPathException e) {
            entry.error("it is not a path: " + e.getReason(), "Name a runnable jar.");
          }
          return Optional.empty();
        });
  }

  private Map<String, String> settings(Section section) {
    var settings = new TreeMap<String, String>();
    few(section, MAX_SETTINGS, "settings");
    section
        .all()
        .forEach((name, entry) -> {
          Optional<String> value = entry.literal();
          if (isVariable(section, name, entry) && value.isPresent() && fits(entry, value.get())) {
            settings.put(name, value.get());
            if (LOOKS_SECRET.matcher(name).matches()) {
              problems.warning(
                  section.nameOf(name),
                  entry.pointer(),
                  "it looks like a secret, and settings are kept and shown by name in plain text",
                  "If it is one, refer to it under secretRefs.");
            }
          }
        });
    return settings;
  }

  /** The message does not repeat the value. */
  private static boolean fits(Entry entry, String value) {
    if (value.length() <= Settings.MAX_VALUE_LENGTH && value.indexOf('\0') < 0) {
      return true;
    }
    entry.error(
        "the value has %d characters or holds a NUL".formatted(value.length()),
        "%d characters at most.".formatted(Settings.MAX_VALUE_LENGTH));
    return false;
  }

  private Map<String, SecretReference> secrets(Section section, Map<String, String> settings) {
    var secrets = new TreeMap<String, SecretReference>();
    few(section, SecretReferences.MAX_SECRETS, "secrets");
    section
        .all()
        .forEach((name, entry) -> {
          Optional<SecretReference> reference = reference(entry);
          if (isVariable(section, name, entry) && reference.isPresent()) {
            secrets.put(name, reference.get());
          }
          if (settings.containsKey(name)) {
            problems.error(
                section.nameOf(name),
                entry.pointer(),
                "it is among the settings too",
                "Leave it in one of the two.");
          }
        });
    return secrets;
  }

  static boolean looksSecret(String name) {
    return LOOKS_SECRET.matcher(name.replace('-', '_')).matches();
  }

  private void few(Section section, int most, String what) {
    if (section.all().size() > most) {
      section.error("%d %s are too many".formatted(section.all().size(), what), most + " at most.");
    }
  }

  private boolean isVariable(Section section, String name, Entry entry) {
    if (Settings.isName(name)) {
      return true;
    }
    problems.error(
        section.nameOf(name),
        entry.pointer(),
        "it is not the name of an environment variable",
        "Write letters, digits and _, such as LOG_LEVEL; 128 at most, no digit first.");
    return false;
  }

  /** What was written is not repeated: it may be the secret itself. */
  static Optional<SecretReference> reference(Entry entry) {
    if (entry.kind() == Entry.Kind.TEXT) {
      try {
        return entry.literal().map(SecretReference::parse);
      } catch (IllegalArgumentException notOne) {
        // Told below, like everything else that is no reference.
      }
    }
    entry.error("this is not a reference to a secret", "Write " + SecretReference.FORMS + ".");
    return Optional.empty();
  }

  private Optional<Integer> memory(Section resources) {
    Optional<Integer> memory =
        resources.require("memory", "Such as memory: 256Mi.").flatMap(TargetReader::megabytes);
    resources.close();
    return memory;
  }

  private static Optional<Integer> megabytes(Entry entry) {
    Matcher size =
        MEMORY.matcher(entry.kind() == Entry.Kind.TEXT ? entry.literal().orElse("") : "");
    if (!size.matches()) {
      entry.error(
          "'%s' is not a size of memory".formatted(entry.shown()),
          "Write mebibytes or gibibytes: 256Mi, 1Gi.");
      return Optional.empty();
    }
    int megabytes = Integer.parseInt(size.group(1)) * (size.group(2).equals("Gi") ? 1024 : 1);
    if (megabytes < Revision.LEAST_MEMORY || megabytes > Revision.MOST_MEMORY) {
      entry.error(entry.shown() + " is not from 32Mi to 64Gi", "Write one from 32Mi to 64Gi.");
      return Optional.empty();
    }
    return Optional.of(megabytes);
  }
}
