package dev.belay.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service's settings file with two values that are wrong: with the one, a secret of this run
 * that must show up nowhere, every upload is refused. What was in the file stays there.
 *
 * @param leave whether the policy gives leave to restart
 */
record StaleSettings(boolean leave) implements Surroundings {

  static final List<String> NAMES = List.of("UPLOAD_APIKEYS", "UPLOAD_CORS_ALLOWEDORIGINS");
  private static final String BEGIN = "# a drill begins";
  private static final String END = "# a drill ends";

  @Override
  public void sweep(Stage stage) throws IOException {
    takeOut(stage.settingsFile());
  }

  @Override
  public Wrong prepare(Stage stage) {
    byte[] secret = new byte[32];
    new Random().nextBytes(secret);
    return new Wrong(stage.settingsFile(), HexFormat.of().formatHex(secret));
  }

  /**
   * Ready to be wrong.
   *
   * @param secret a key that nobody has
   */
  record Wrong(Path file, String secret) implements Prepared {

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public void breakNow() throws IOException {
      String before = Files.exists(file) ? Files.readString(file) : "";
      if (NAMES.stream().anyMatch(name -> before.lines().anyMatch(line -> line.startsWith(name)))) {
        throw new DrillImpossibleException(
            "%s sets %s itself".formatted(file, String.join(" or ", NAMES)));
      }
      write(
          file,
          before
              + (before.isEmpty() || before.endsWith("\n") ? "" : "\n")
              + Stream.of(
                      BEGIN,
                      // Nobody's key: every upload is refused, and probes stay green.
                      "UPLOAD_APIKEYS=" + secret,
                      "UPLOAD_CORS_ALLOWEDORIGINS=https://belay-drill.example",
                      END)
                  .collect(Collectors.joining("\n", "", "\n")));
    }

    /** The settings are right from now on; whoever runs does not know it. */
    @Override
    public void mend() throws IOException {
      takeOut(file);
    }

    @Override
    public void close() throws IOException {
      takeOut(file);
    }
  }

  private static void takeOut(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      return;
    }
    String rest = text.substring(0, begin) + text.substring(end + END.length()).stripLeading();
    if (rest.isEmpty()) {
      Files.delete(file);
    } else {
      write(file, rest);
    }
  }

  /** Whoever reads it has the one or the other. */
  private static void write(Path file, String text) throws IOException {
    Path next = Files.createTempFile(file.getParent(), "drill", ".tmp");
    Files.write(next, text.getBytes(StandardCharsets.UTF_8));
    Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
