package dev.belay.drills;

import dev.belay.cli.home.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The local PostgreSQL lets nobody in but its owner, and ends whoever is in: what both revisions
 * need is down, while every process runs. Mended by taking two lines out of {@code pg_hba.conf};
 * what a killed run has left there is removed at the begin of the next drill, whichever it is.
 */
final class RefusingDatabase implements Surroundings {

  private static final String MARK = "# a drill";
  private static final List<String> LINES =
      List.of(
          "host all belay 127.0.0.1/32 scram-sha-256 " + MARK, "host all all all reject " + MARK);
  private static final int LOOKS = 100;
  private static final int QUIET_LOOKS = 10;
  private static final long PAUSE_MILLIS = 100;

  @Override
  public Prepared prepare(Stage stage) throws IOException {
    ProcessIdentity server =
        postmaster(run(stage))
            .orElseThrow(() -> new DrillImpossibleException("Belay has no PostgreSQL of its own"));
    return refusing(server);
  }

  @Override
  public void sweep(Stage stage) throws IOException {
    Optional<ProcessIdentity> server = postmaster(run(stage));
    if (server.isPresent()) {
      refusing(server.get()).close();
    }
  }

  private static Refusing refusing(ProcessIdentity server) throws IOException {
    return new Refusing(server, dataDirectory(server).resolve("pg_hba.conf"));
  }

  private static Path run(Stage stage) {
    return stage.data().resolve(Path.of("..", "..", "run", "database")).normalize();
  }

  private static Optional<ProcessIdentity> postmaster(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(run, 2)) {
      for (Path file : files.filter(each -> each.endsWith("child")).toList()) {
        Optional<ProcessIdentity> found =
            ProcessIdentity.parse(Files.readString(file)).filter(ProcessIdentity::alive);
        if (found.isPresent()) {
          return found;
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return Optional.empty();
  }

  private static Path dataDirectory(ProcessIdentity server) throws IOException {
    List<String> command = words(server.pid());
    int option = command.indexOf("-D");
    if (option < 0 || option + 1 >= command.size()) {
      throw new DrillImpossibleException("PostgreSQL does not tell where its data is");
    }
    return Path.of(command.get(option + 1));
  }

  private static List<String> words(long pid) throws IOException {
    byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
    return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
  }

  private record Refusing(ProcessIdentity server, Path rules) implements Prepared {

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public void breakNow() throws IOException, InterruptedException {
      var lines = new ArrayList<>(LINES);
      lines.addAll(Files.readAllLines(rules));
      Files.write(rules, lines);
      server.signal("HUP");
      int quiet = 0;
      for (int look = 0; look < LOOKS && quiet < QUIET_LOOKS; look++) {
        List<ProcessIdentity> sessions = sessions();
        sessions.forEach(session -> session.signal("TERM"));
        quiet = sessions.isEmpty() ? quiet + 1 : 0;
        Thread.sleep(PAUSE_MILLIS);
      }
      if (quiet < QUIET_LOOKS) {
        throw new DrillImpossibleException("PostgreSQL still lets the services in");
      }
    }

    /** Those of the services: their titles tell user, database and address. */
    private List<ProcessIdentity> sessions() {
      var sessions = new ArrayList<ProcessIdentity>();
      List<ProcessHandle> children =
          ProcessHandle.of(server.pid()).stream().flatMap(ProcessHandle::children).toList();
      for (ProcessHandle child : children) {
        String title;
        try {
          title = String.join(" ", words(child.pid()));
        } catch (IOException gone) {
          continue;
        }
        if (title.matches("postgres: (?!belay ).* 127\\.0\\.0\\.1\\(.*")) {
          ProcessIdentity.of(child.pid()).ifPresent(sessions::add);
        }
      }
      return sessions;
    }

    @Override
    public void mend() throws IOException {
      close();
    }

    @Override
    public void close() throws IOException {
      List<String> all = Files.readAllLines(rules);
      List<String> own = all.stream().filter(line -> !line.endsWith(MARK)).toList();
      if (own.size() < all.size()) {
        Files.write(rules, own);
        server.signal("HUP");
      }
    }
  }
}
