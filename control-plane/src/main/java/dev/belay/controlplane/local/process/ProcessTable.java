package dev.belay.controlplane.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Linux tells about processes under {@code /proc}; empty answers where there is none. */
public final class ProcessTable {

  private static final Path PROC = Path.of("/proc");
  private static final boolean PRESENT = Files.isReadable(PROC.resolve("self/stat"));
  private static final String BOOT = readBoot();

  private ProcessTable() {}

  static boolean isPresent() {
    return PRESENT;
  }

  /** Changes when the machine starts again; "-" where it is unknown. */
  static String boot() {
    return BOOT;
  }

  /**
   * The start time in clock ticks since the boot; empty if there is no such process or it ended.
   */
  static Optional<String> startTicks(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/stat"));
      // The name in parentheses may hold anything, also blanks and parentheses.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      char state = fields[0].charAt(0);
      // A zombie answers signals for ever if nobody collects it, but it does nothing any more.
      return state == 'Z' || state == 'X' ? Optional.empty() : Optional.of(fields[19]);
    } catch (IOException | RuntimeException gone) {
      return Optional.empty();
    }
  }

  /** Processes with this working directory whose program has this name. */
  public static List<ProcessIdentity> running(String program, Path workingDirectory) {
    var found = new ArrayList<ProcessIdentity>();
    if (!PRESENT) {
      return found;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (matches(pid, program, workingDirectory)) {
          ProcessIdentity.of(pid).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the processes", e);
    }
    return found;
  }

  /**
   * Whether a process runs a program of this name in this working directory; true where unknown.
   */
  public static boolean matches(long pid, String program, Path workingDirectory) {
    if (!PRESENT) {
      return true;
    }
    Path process = PROC.resolve(Long.toString(pid));
    // A program that was replaced on disk has " (deleted)" behind its path.
    Optional<Path> executable = link(process.resolve("exe"));
    return executable
            .filter(exe -> exe.getFileName().toString().split(" ")[0].equals(program))
            .isPresent()
        && link(process.resolve("cwd")).filter(workingDirectory::equals).isPresent();
  }

  private static Optional<Path> link(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link));
    } catch (IOException | RuntimeException goneOrForeign) {
      return Optional.empty();
    }
  }

  private static String readBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException unknown) {
      return "-";
    }
  }
}
