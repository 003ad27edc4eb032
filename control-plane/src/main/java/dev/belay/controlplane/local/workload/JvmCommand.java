package dev.belay.controlplane.local.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a service's process: every kind of memory has a limit, and what reaches one
 * ends instead of lingering half dead. Never a secret: command lines are public.
 */
final class JvmCommand {

  private static final int METASPACE_MEGABYTES = 192;

  private JvmCommand() {}

  static List<String> of(
      Path java, int heapMegabytes, Path errorFile, List<String> options, Path jar) {
    var command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:MaxDirectMemorySize=" + heapMegabytes / 2 + "m",
                "-XX:MaxMetaspaceSize=" + METASPACE_MEGABYTES + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:ErrorFile=" + errorFile,
                "-Djava.net.useSystemProxies=false",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }
}
