package dev.belay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The test's own process as the launcher would have recorded it. */
final class ThisProcess {

  private ThisProcess() {}

  static String identity() throws IOException {
    long pid = ProcessHandle.current().pid();
    long started = ProcessHandle.current().info().startInstant().orElseThrow().getEpochSecond();
    Path stat = Path.of("/proc/self/stat");
    String ticks = "0";
    String boot = "";
    if (Files.exists(stat)) {
      String line = Files.readString(stat);
      ticks = line.substring(line.lastIndexOf(')') + 2).split(" ")[19];
      boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }
    return "{\"pid\":%d,\"startTicks\":%s,\"bootId\":\"%s\",\"startedAt\":%d}"
        .formatted(pid, ticks, boot, started);
  }
}
