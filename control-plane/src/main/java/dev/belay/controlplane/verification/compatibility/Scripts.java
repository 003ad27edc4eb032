package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.verification.contract.ArtifactFiles;
import dev.belay.controlplane.verification.contract.ContractReader;
import dev.belay.controlplane.verification.contract.FlywayPlaceholders;
import dev.belay.controlplane.verification.contract.InvalidContractException;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What an artifact brings for its database.
 *
 * @param contract empty if it has none
 * @param files by their name on the class path, in the contract's locations
 * @param placeholders as far as they are known
 */
record Scripts(
    Revision revision,
    Optional<ReleaseContract> contract,
    SortedMap<String, Content> files,
    Map<String, String> placeholders) {

  private static final int LARGEST_SCRIPT = 16 << 20;

  /** A shorter value would blacken half of the text. */
  private static final int LEAST_HIDDEN = 6;

  /** Bytes that are compared by their content. */
  record Content(byte[] bytes) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Content(byte[] same) && java.util.Arrays.equals(bytes, same);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }

  /**
   * @throws IOException if the artifact cannot be read, or has more or larger files than are taken
   * @throws InvalidContractException if there is a contract that cannot be read
   */
  static Scripts of(Revision revision) throws IOException, InvalidContractException {
    Path artifact = revision.artifact();
    Optional<ReleaseContract> contract = ContractReader.of(artifact);
    List<String> locations = contract.orElse(ReleaseContract.unknown()).locations();
    var files = new TreeMap<String, Content>();
    ArtifactFiles.find(artifact, name -> isIn(locations, name), LARGEST_SCRIPT)
        .forEach((name, content) -> files.put(name, new Content(content)));
    return new Scripts(revision, contract, files, FlywayPlaceholders.of(revision));
  }

  private static boolean isIn(List<String> locations, String name) {
    return !name.contains("..")
        && locations.stream().anyMatch(location -> name.startsWith(location + "/"));
  }

  /**
   * Values that scripts get from the release's settings, unless they are mere names such as a
   * schema's: what those say of, people have to know.
   */
  Set<String> hidden() {
    return placeholders.entrySet().stream()
        .filter(each ->
            SettingFingerprints.soundsSecret(each.getKey())
                || !each.getValue().matches("[A-Za-z_][A-Za-z0-9_]*"))
        .map(Map.Entry::getValue)
        .filter(value -> value.length() >= LEAST_HIDDEN)
        .collect(Collectors.toSet());
  }

  ReleaseContract told() {
    return contract.orElseGet(ReleaseContract::unknown);
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Migrations that are classes: code of the artifact, which nothing here runs. */
  List<String> classes() {
    return files.keySet().stream().filter(name -> name.endsWith(".class")).toList();
  }

  boolean sameAs(Scripts other) {
    return files.equals(other.files) && placeholders.equals(other.placeholders);
  }

  /** The files' own names, without where they lie. */
  Set<String> names() {
    return files.keySet().stream()
        .map(Scripts::nameOf)
        .filter(name -> name.matches("[VR][^/]*__[^/]*\\.sql"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Writes them for Flyway, each under its name. */
  void writeTo(Path directory) throws IOException {
    writeTo(directory, name -> true);
  }

  /**
   * @param which by the file's own name
   */
  void writeTo(Path directory, Predicate<String> which) throws IOException {
    for (var file : files.entrySet()) {
      if (!which.test(nameOf(file.getKey()))) {
        continue;
      }
      Path target = directory.resolve(file.getKey()).normalize();
      if (!target.startsWith(directory)) {
        throw new IOException(file.getKey() + " would be written elsewhere");
      }
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue().bytes());
    }
  }
}
