package dev.belay.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The store's directory under a second name, by a bind mount that becomes read-only: what the
 * revision stored before is in the one store, and what stable stores goes on. Mode bits would not
 * stop root. Needs the right to mount; what an earlier run has left mounted is removed first.
 */
final class ReadOnlyStore implements Surroundings {

  private static final String NAME = "belay-drill-store-";

  @Override
  public Prepared prepare(Stage stage) throws IOException, InterruptedException {
    sweep();
    Path store = stage.data().resolve("store");
    if (!Files.isDirectory(store)) {
      throw new DrillImpossibleException("there is no store at " + store);
    }
    Path mount = Files.createTempDirectory(NAME);
    try {
      run("mount", "--bind", store.toString(), mount.toString());
    } catch (DrillImpossibleException e) {
      Files.delete(mount);
      throw e;
    }
    return new Mounted(mount);
  }

  private record Mounted(Path mount) implements Prepared {

    @Override
    public Map<String, String> settings() {
      return Map.of("UPLOAD_STORE_DIRECTORY", mount.toString());
    }

    @Override
    public void breakNow() throws IOException, InterruptedException {
      run("mount", "-o", "remount,bind,ro", mount.toString());
      try {
        Path written = Files.createTempFile(mount, "drill-", ".tmp");
        Files.delete(written);
      } catch (IOException readOnly) {
        return;
      }
      throw new DrillImpossibleException(mount + " is still writable");
    }

    @Override
    public void close() throws IOException, InterruptedException {
      run("umount", "--lazy", mount.toString());
      Files.deleteIfExists(mount);
    }
  }

  private static void sweep() throws IOException, InterruptedException {
    Path mounts = Path.of("/proc/self/mounts");
    if (!Files.isReadable(mounts)) {
      throw new DrillImpossibleException("a bind mount is needed, and this is not Linux");
    }
    List<String> left;
    try (Stream<String> lines = Files.lines(mounts)) {
      left = lines.map(line -> line.split(" ")[1]).filter(path -> path.contains(NAME)).toList();
    }
    for (String path : left) {
      run("umount", "--lazy", path);
      Files.deleteIfExists(Path.of(path));
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readNBytes(500), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new DrillImpossibleException(String.join(" ", command) + " took longer than 10 s");
    }
    if (process.exitValue() != 0) {
      throw new DrillImpossibleException(
          "%s: %s".formatted(String.join(" ", command), said.strip()));
    }
  }
}
