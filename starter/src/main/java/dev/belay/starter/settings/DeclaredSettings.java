package dev.belay.starter.settings;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All settings that an application and its libraries declare, ordered by name. Two jars may declare
 * the same setting: then it is required or secret if either says so, and all else must agree.
 */
public final class DeclaredSettings {

  /** Where a jar or an application declares its settings. */
  public static final String RESOURCE = "META-INF/belay/settings.yaml";

  private static final int MAX_FILES = 100;
  private static final int MAX_SETTINGS = 1_000;

  private final Map<String, Declaration> byName = new TreeMap<>();

  private record Declaration(DeclaredSetting setting, String place) {}

  DeclaredSettings() {}

  /**
   * Reads every {@value #RESOURCE} on a class path.
   *
   * @throws SettingsFileException if one cannot be read or understood, or if two contradict
   */
  public static DeclaredSettings on(@Nullable ClassLoader classPath) {
    ClassLoader loader = classPath == null ? DeclaredSettings.class.getClassLoader() : classPath;
    DeclaredSettings all = new DeclaredSettings();
    for (URL file : files(Objects.requireNonNull(loader))) {
      SettingsFile.read(file).forEach(setting -> all.add(setting, file.toString()));
    }
    return all;
  }

  private static List<URL> files(ClassLoader loader) {
    try {
      List<URL> files = Collections.list(loader.getResources(RESOURCE));
      if (files.size() > MAX_FILES) {
        throw new SettingsFileException(
            "the class path",
            "has %d of these files; the limit is %d".formatted(files.size(), MAX_FILES));
      }
      return files;
    } catch (IOException e) {
      throw new SettingsFileException("the class path", "cannot be searched: " + e, e);
    }
  }

  void add(DeclaredSetting setting, String place) {
    Declaration known = byName.get(setting.name());
    if (known == null && byName.size() == MAX_SETTINGS) {
      throw new SettingsFileException(place, "is one too many: the limit is 1000 settings");
    }
    DeclaredSetting merged = known == null ? setting : merge(known, setting, place);
    byName.put(setting.name(), new Declaration(merged, place));
  }

  private static DeclaredSetting merge(Declaration known, DeclaredSetting other, String place) {
    DeclaredSetting first = known.setting();
    DeclaredSetting merged =
        with(first, first.required() || other.required(), first.secret() || other.secret());
    DeclaredSetting second = with(other, merged.required(), merged.secret());
    if (!sameConstraints(merged, second)) {
      throw new SettingsFileException(
          place,
          "declares %s otherwise than %s does; type, pattern, min, max and allowed must agree"
              .formatted(other.name(), known.place()));
    }
    return merged;
  }

  private static boolean sameConstraints(DeclaredSetting a, DeclaredSetting b) {
    return a.type() == b.type()
        && Objects.equals(a.pattern(), b.pattern())
        && Objects.equals(a.min(), b.min())
        && Objects.equals(a.max(), b.max())
        && a.allowed().equals(b.allowed());
  }

  private static DeclaredSetting with(DeclaredSetting setting, boolean required, boolean secret) {
    return new DeclaredSetting(
        setting.name(),
        setting.type(),
        required,
        secret,
        setting.pattern(),
        setting.min(),
        setting.max(),
        setting.allowed(),
        setting.description());
  }

  public List<DeclaredSetting> all() {
    return byName.values().stream().map(Declaration::setting).toList();
  }
}
