package dev.belay.controlplane.local.process;

import java.util.Map;
import java.util.TreeMap;

/**
 * What every process gets: PATH, HOME, LANG and TMPDIR as this process has them. The rest of this
 * process's environment is nobody else's business.
 */
public final class MachineEnvironment {

  private static final Map<String, String> OTHERWISE =
      Map.of(
          "PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", "/", "LANG", "C.UTF-8", "TMPDIR", "/tmp");

  private MachineEnvironment() {}

  /** A fresh map, to be added to. */
  public static Map<String, String> get() {
    var environment = new TreeMap<>(OTHERWISE);
    environment.replaceAll((name, otherwise) -> System.getenv().getOrDefault(name, otherwise));
    return environment;
  }
}
