package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.local.home.BelayHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What people set for a service of this home, beyond its configuration: {@code
 * settings/<service>.env}, lines {@code NAME=VALUE}, read anew at each start of a process. Values
 * are taken as they stand, without quotes or escapes; an empty line and one that begins with {@code
 * #} says nothing. Errors name file, line and setting, never a value.
 */
final class SettingsFile {

  static final int MAX_BYTES = 256 * 1024;

  /** What the platform itself says to a process. */
  private static final Set<String> RESERVED = Set.of("PATH", "SERVER_PORT", "SERVER_ADDRESS");

  private static final String RESERVED_PREFIX = "BELAY_";

  private final Path file;

  private SettingsFile(Path file) {
    this.file = file;
  }

  /** The service as it is to run now: its standing settings, and those of the file over them. */
  static LocalService applied(BelayHome home, LocalService service, Map<?, LocalService> services)
      throws LaunchException {
    var file = new SettingsFile(home.settings().resolve(service.name() + ".env"));
    Map<String, String> own = file.read();
    if (own.isEmpty()) {
      return service;
    }
    var all = new TreeMap<>(service.settings().values());
    all.putAll(own);
    try {
      LocalService applied = service.with(new Settings(all));
      Placeholders.check(applied, services.values());
      return applied;
    } catch (IllegalArgumentException | dev.belay.controlplane.platform.PlatformException e) {
      throw new LaunchException(file.file + ": " + e.getMessage(), e);
    }
  }

  /**
   * What such a file says, whosever it is; empty where there is none.
   *
   * @throws LaunchException if it cannot be read or is none
   */
  static Map<String, String> read(Path file) throws LaunchException {
    return new SettingsFile(file).read();
  }

  /** Whether only the platform may say it. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX);
  }

  private Map<String, String> read() throws LaunchException {
    List<String> lines = text().lines().toList();
    var settings = new TreeMap<String, String>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && !line.startsWith("#")) {
        setting(line, i + 1, settings);
      }
    }
    return settings;
  }

  private void setting(String line, int number, Map<String, String> settings)
      throws LaunchException {
    int equals = line.indexOf('=');
    String name = equals < 0 ? "" : line.substring(0, equals);
    // What is before the sign may be part of a value that was broken over two lines.
    if (!Settings.isName(name)) {
      throw wrong(number, "is not NAME=VALUE; write one setting a line, without spaces before =");
    }
    if (isReserved(name)) {
      throw wrong(number, name + " is set by the platform; take it out");
    }
    String value = line.substring(equals + 1);
    if (value.length() > Settings.MAX_VALUE_LENGTH) {
      throw wrong(
          number,
          "the value of %s is longer than %d characters"
              .formatted(name, Settings.MAX_VALUE_LENGTH));
    }
    if (settings.put(name, value) != null) {
      throw wrong(number, name + " is set twice");
    }
  }

  private String text() throws LaunchException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new LaunchException(
            "%s is larger than %d bytes; it holds settings only".formatted(file, MAX_BYTES), null);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException none) {
      return "";
    } catch (CharacterCodingException e) {
      throw new LaunchException(file + " is not UTF-8", null);
    } catch (IOException e) {
      throw new LaunchException("Cannot read %s: %s".formatted(file, e), e);
    }
  }

  private LaunchException wrong(int line, String what) {
    return new LaunchException("%s:%d: %s".formatted(file, line, what), null);
  }
}
