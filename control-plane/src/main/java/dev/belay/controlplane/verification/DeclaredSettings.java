package dev.belay.controlplane.verification;

import dev.belay.controlplane.verification.contract.Completeness;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import dev.belay.controlplane.verification.contract.ReleaseContract.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings that a release contract declares, held against those that are given. The contract is
 * a claim of the artifact's build: only names that look like names are told.
 */
record DeclaredSettings(boolean complete, List<Setting> declared) {

  /** Of an artifact that has no contract. */
  static final DeclaredSettings NONE = new DeclaredSettings(false, List.of());

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\[\\]-]{0,199}");

  /** A variable, which is read by exactly that name. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");

  /** Of Boot, the JVM, the system and the platform: contracts need not know of them. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "(SPRING|SERVER|MANAGEMENT|LOGGING|BELAY|JAVA|JDK|JVM|OTEL|DEBUG|TRACE|LANG|LC|TZ|PATH|HOME"
              + "|USER|HTTP|HTTPS|NO)(_.*)?");

  static DeclaredSettings of(ReleaseContract.Settings told) {
    return new DeclaredSettings(
        told.completeness() == Completeness.COMPLETE,
        told.declared().stream().filter(each -> NAME.matcher(each.name()).matches()).toList());
  }

  private boolean explains(String given) {
    return declared.stream().anyMatch(each -> isNamed(each, given));
  }

  static boolean isNamed(Setting setting, String given) {
    if (VARIABLE.matcher(setting.name()).matches()) {
      return setting.name().equals(given);
    }
    String own = SettingNames.canonical(setting.name());
    String other = SettingNames.canonical(given);
    return own.equals(other) || (many(setting) && other.startsWith(own));
  }

  /** One whose names go on: {@code UPLOAD_APIKEYS_0}. */
  private static boolean many(Setting setting) {
    return setting.type().matches("(?:.*\\.)?(?:List|Set|Collection|Map)\\b.*|.*\\[]");
  }

  private List<String> names() {
    return declared.stream().map(Setting::name).toList();
  }

  /** What was probably meant by a setting that nobody reads, if anything was. */
  Optional<String> meant(String given, Collection<String> missing) {
    var known = new LinkedHashSet<>(missing);
    known.addAll(names());
    return explains(given) ? Optional.empty() : SettingNames.nearest(given, known);
  }

  /**
   * @param given names of all that the service is given
   * @param before what the revision of before declares: what only that reads has a finding of its
   *     own
   * @param missing names of what it says is missing
   */
  List<Finding> unknown(Set<String> given, DeclaredSettings before, Collection<String> missing) {
    var told = new ArrayList<String>();
    var names = new TreeSet<String>();
    for (String name : new TreeSet<>(given)) {
      if (before.explains(name)) {
        continue;
      }
      Optional<String> meant = meant(name, missing);
      if (meant.isPresent()) {
        told.add("%s (did you mean %s?)".formatted(name, meant.get()));
        names.add(name);
      } else if (!explains(name) && (complete ? !others(name) : amongItsOwn(name))) {
        told.add(name);
        names.add(name);
      }
    }
    return names.isEmpty()
        ? List.of()
        : List.of(
            Finding.warning(
                "UnknownSetting",
                "The artifact's release contract does not declare " + String.join(", ", told),
                "Mend the name, or take the setting out: as it is it probably changes nothing.",
                Map.of("settings", String.join(", ", names))));
  }

  /** Under a name such as {@code upload} that the service binds: what it binds there is known. */
  private boolean amongItsOwn(String name) {
    String written = name.toUpperCase(Locale.ROOT).replace('.', '_');
    return declared.stream()
        .map(Setting::name)
        .filter(each -> each.indexOf('.') > 0)
        .map(each -> each.substring(0, each.indexOf('.')).toUpperCase(Locale.ROOT))
        .anyMatch(root -> written.startsWith(root.replace("-", "") + "_"));
  }

  private static boolean others(String name) {
    return OTHERS.matcher(name.toUpperCase(Locale.ROOT).replace('.', '_')).matches();
  }

  /**
   * What is given and declared by the revision of before only.
   *
   * @param before label of that revision, such as {@code r7}
   */
  List<Finding> onlyFor(DeclaredSettings old, String before, Set<String> given) {
    List<String> names =
        given.stream().filter(name -> old.explains(name) && !explains(name)).sorted().toList();
    return declared.isEmpty() || names.isEmpty()
        ? List.of()
        : List.of(
            Finding.note(
                "SettingOnlyForOld",
                "Only %s still reads %s".formatted(before, String.join(", ", names)),
                "Leave it set until nobody goes back to %s; then take it out.".formatted(before),
                Map.of("settings", String.join(", ", names), "revision", before)));
  }
}
