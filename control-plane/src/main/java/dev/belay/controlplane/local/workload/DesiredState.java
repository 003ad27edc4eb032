package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the platform, kept in {@code run/desired.json}, so that supervision goes on
 * after a restart of the control plane.
 *
 * @param fencingToken the highest seen; 0 before the first
 * @param nextPort where the search for a free instance port begins, so that a port is not given to
 *     another revision right after its last owner
 * @param revisions at most {@value #MAX_REVISIONS}
 */
record DesiredState(long fencingToken, int nextPort, List<Wanted> revisions) {

  static final int MAX_REVISIONS = 50;

  DesiredState {
    revisions = List.copyOf(revisions);
  }

  static DesiredState nothing() {
    return new DesiredState(0, 0, List.of());
  }

  Optional<Revision> find(RevisionId id) {
    return revisions.stream().filter(wanted -> wanted.names(id)).map(Wanted::revision).findFirst();
  }

  DesiredState with(Revision revision) {
    var sorted =
        Stream.concat(
                revisions.stream().filter(wanted -> !wanted.names(revision.id())),
                Stream.of(Wanted.of(revision)))
            .sorted(Comparator.comparing(Wanted::service).thenComparing(Wanted::number))
            .toList();
    return new DesiredState(fencingToken, nextPort, sorted);
  }

  DesiredState without(RevisionId id) {
    return new DesiredState(
        fencingToken, nextPort, revisions.stream().filter(wanted -> !wanted.names(id)).toList());
  }

  DesiredState seen(long token) {
    return new DesiredState(token, nextPort, revisions);
  }

  DesiredState nextPort(int port) {
    return new DesiredState(fencingToken, port, revisions);
  }

  /**
   * A revision in the file's form.
   *
   * @param secrets references, by the variable's name; null in files of an older version
   * @param migratesItself null in files of an older version, whose revisions do not
   */
  record Wanted(
      String service,
      int number,
      String artifact,
      String sha256,
      Map<String, String> settings,
      int instances,
      @Nullable Map<String, String> secrets,
      @Nullable Integer memoryMegabytes,
      @Nullable Boolean migratesItself) {

    static Wanted of(Revision revision) {
      return new Wanted(
          revision.service().value(),
          revision.id().number(),
          revision.artifact().toString(),
          revision.digest().sha256(),
          revision.settings().values(),
          revision.instances(),
          revision.secrets().byName().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString())),
          revision.memoryMegabytes(),
          revision.migratesItself());
    }

    boolean names(RevisionId id) {
      return service.equals(id.service().value()) && number == id.number();
    }

    Revision revision() {
      return new Revision(
          new RevisionId(new ServiceName(service), number),
          Path.of(artifact),
          new Digest(sha256),
          new Settings(settings),
          instances,
          references(),
          memoryMegabytes,
          Boolean.TRUE.equals(migratesItself));
    }

    private SecretReferences references() {
      return secrets == null
          ? SecretReferences.none()
          : new SecretReferences(
              secrets.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, entry -> SecretReference.parse(entry.getValue()))));
    }

    @Override
    public String toString() {
      return service + "/r" + number;
    }
  }
}
