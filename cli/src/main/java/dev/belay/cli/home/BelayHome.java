package dev.belay.cli.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The layout of a home. {@code home.json} marks a directory as one, and keeps its ports. */
public record BelayHome(Path root) {

  static final JsonMapper JSON = new JsonMapper();

  public BelayHome {
    root = root.toAbsolutePath().normalize();
  }

  public Path credentialsFile() {
    return root.resolve("credentials.json");
  }

  public Path runDirectory() {
    return root.resolve("run");
  }

  public Path logsDirectory() {
    return root.resolve("logs");
  }

  public Path distDirectory() {
    return root.resolve("dist");
  }

  public Path controlPlaneLog() {
    return logsDirectory().resolve("control-plane.log");
  }

  public Path controlPlaneIdentity() {
    return runDirectory().resolve("control-plane.json");
  }

  private Path marker() {
    return root.resolve("home.json");
  }

  public boolean exists() {
    return Files.isRegularFile(marker());
  }

  /** Whether there is a directory that is not empty and was not made by Belay. */
  public boolean isForeign() {
    if (exists() || !Files.exists(root)) {
      return false;
    }
    if (!Files.isDirectory(root)) {
      return true;
    }
    try (var entries = Files.list(root)) {
      return entries.findAny().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the directories, for the owner only, and remembers the ports. */
  public void create(int portBase) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    if (!Files.exists(root)) {
      Path parent = root.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(root, ownerOnly);
    }
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    DurableFile.write(marker(), JSON.writeValueAsString(Map.of("portBase", portBase)) + "\n");
    Files.createDirectories(runDirectory(), ownerOnly);
    Files.createDirectories(logsDirectory(), ownerOnly);
    Files.createDirectories(distDirectory(), ownerOnly);
  }

  /** The ports that were asked for last; empty if there is no home. */
  public Optional<Integer> portBase() {
    return exists() ? whole(read(marker()).path("portBase")) : Optional.empty();
  }

  /** The ports that the control plane has taken for good; empty if it never came so far. */
  public Optional<Integer> fixedPortBase() {
    Path ports = root.resolve("ports.json");
    return Files.isRegularFile(ports) ? whole(read(ports).path("base")) : Optional.empty();
  }

  private static Optional<Integer> whole(JsonNode number) {
    return number.isInt() ? Optional.of(number.intValue()) : Optional.empty();
  }

  /** Written by the control plane when it first starts; empty until then. */
  public Optional<Credentials> credentials() {
    return Files.isRegularFile(credentialsFile())
        ? Credentials.read(read(credentialsFile()), credentialsFile())
        : Optional.empty();
  }

  /** The control plane that was started last, whether or not it still runs. */
  public Optional<ProcessIdentity> controlPlane() {
    return ProcessIdentity.read(controlPlaneIdentity());
  }

  static JsonNode read(Path file) {
    try {
      return JSON.readTree(DurableFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JacksonException e) {
      throw new UncheckedIOException(new IOException(file + " is damaged: it is not JSON", e));
    }
  }
}
