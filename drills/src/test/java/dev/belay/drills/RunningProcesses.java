package dev.belay.drills;

import dev.belay.cli.home.ProcessIdentity;
import dev.belay.cli.local.LocalBelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The processes of a Belay, as the wrappers of its workloads record them. */
record RunningProcesses(LocalBelay belay) {

  static RunningProcesses of(LocalBelay belay) {
    return new RunningProcesses(belay);
  }

  /** The process of a workload that runs now. */
  Optional<ProcessIdentity> child(String workload) {
    return recorded("child").entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(workload))
        .map(Map.Entry::getValue)
        .filter(ProcessIdentity::alive)
        .findFirst();
  }

  List<ProcessIdentity> all() {
    var all = new ArrayList<>(recorded("child").values());
    all.addAll(recorded("wrapper").values());
    belay.home().controlPlane().ifPresent(all::add);
    return all;
  }

  /** By the path under the run directory. */
  private Map<String, ProcessIdentity> recorded(String file) {
    Path run = belay.home().runDirectory();
    var found = new TreeMap<String, ProcessIdentity>();
    try (var files = Files.walk(run, 4)) {
      for (Path each : files.filter(f -> f.getFileName().toString().equals(file)).toList()) {
        ProcessIdentity.parse(Files.readString(each))
            .ifPresent(process -> found.put(run.relativize(each).toString(), process));
      }
    } catch (IOException | UncheckedIOException gone) {
      return found;
    }
    return found;
  }
}
