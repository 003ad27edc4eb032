package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All instances that have a record, wanted or not. Not safe for use by several threads. */
final class Instances {

  private final BelayHome home;
  private final Launcher launcher;
  private final Map<String, ManagedInstance> all = new TreeMap<>();

  /** Finds those that an earlier control plane left. */
  Instances(BelayHome home, Launcher launcher) throws IOException {
    this.home = home;
    this.launcher = launcher;
    try (DirectoryStream<Path> workloads = Files.newDirectoryStream(home.run())) {
      for (Path workload : workloads) {
        String id = workload.getFileName().toString();
        ManagedInstance.file(home, id)
            .read()
            .ifPresent(record -> all.put(id, new ManagedInstance(home, launcher, record)));
      }
    }
  }

  Collection<ManagedInstance> all() {
    return List.copyOf(all.values());
  }

  List<ManagedInstance> of(RevisionId revision) {
    return all.values().stream().filter(i -> i.record().revisionId().equals(revision)).toList();
  }

  boolean has(Revision revision, int index) {
    return all.containsKey(InstanceRecord.id(revision.id(), index));
  }

  void create(Revision revision, int index, int port) {
    var instance =
        new ManagedInstance(home, launcher, InstanceRecord.fresh(revision.id(), index, port));
    try {
      instance.create();
    } catch (IOException e) {
      throw new PlatformException("Cannot keep a record of " + revision.id() + ": " + e, e);
    }
    all.put(instance.record().id(), instance);
  }

  void forget(ManagedInstance instance) {
    String id = instance.record().id();
    try {
      // The record first: a directory without one is nobody's.
      Files.deleteIfExists(home.run(id).resolve("instance.json"));
      DirectoryRemoval.remove(home.run(id));
      all.remove(id);
      RetiredLogs.prune(home, workload -> !Files.exists(home.run(workload)));
    } catch (IOException e) {
      throw new PlatformException("Cannot remove the record of " + id + ": " + e, e);
    }
  }

  Set<Integer> ports() {
    return all.values().stream().map(i -> i.record().port()).collect(Collectors.toSet());
  }
}
