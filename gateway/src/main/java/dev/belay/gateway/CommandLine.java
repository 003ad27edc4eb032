package dev.belay.gateway;

import dev.belay.gateway.admin.AdminToken;
import dev.belay.gateway.routing.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Turns arguments, and the file that {@code --config} names, into settings; arguments win. */
final class CommandLine {

  private static final String USAGE =
      """
      Usage: gateway --state-dir DIR --admin-token-file FILE [--admin-port N] [--bind ADDRESS]
                     [--listener SERVICE=PORT]... [--config FILE.json] [--generation N]\
      """;

  private final Map<String, Integer> listeners = new LinkedHashMap<>();
  private SettingsFile file = SettingsFile.empty();
  private @Nullable String stateDirectory;
  private @Nullable String tokenFile;
  private @Nullable String bind;
  private @Nullable Integer adminPort;
  private long generation;

  private CommandLine() {}

  static GatewaySettings parse(String[] arguments) throws StartupException {
    var line = new CommandLine();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw wrong(arguments[i] + " needs a value");
      }
      line.take(arguments[i], arguments[i + 1]);
    }
    return line.settings();
  }

  private void take(String option, String value) throws StartupException {
    switch (option) {
      case "--state-dir" -> stateDirectory = value;
      case "--admin-token-file" -> tokenFile = value;
      case "--admin-port" -> adminPort = port(option, value);
      case "--bind" -> bind = value;
      case "--listener" -> listener(value);
      case "--generation" -> generation = generation(value);
      case "--config" -> file = read(Path.of(value));
      default -> throw wrong("Unknown option " + option);
    }
  }

  private void listener(String value) throws StartupException {
    int equals = value.indexOf('=');
    if (equals < 1) {
      throw wrong("--listener: write SERVICE=PORT, not " + value);
    }
    listeners.put(value.substring(0, equals), port("--listener", value.substring(equals + 1)));
  }

  private static int port(String option, String value) throws StartupException {
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
      throw wrong(option + ": a port lies between 0 and 65535, not " + value);
    }
    return Integer.parseInt(value);
  }

  private static long generation(String value) throws StartupException {
    if (!value.matches("[0-9]{1,18}")) {
      throw wrong("--generation: a number of at most 18 digits, not " + value);
    }
    return Long.parseLong(value);
  }

  private static SettingsFile read(Path path) throws StartupException {
    try {
      return JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readValue(Files.readString(path), SettingsFile.class);
    } catch (IOException e) {
      throw new StartupException("The configuration " + path + " cannot be read: " + e, e);
    } catch (JacksonException e) {
      throw new StartupException(
          "The configuration %s is wrong: %s".formatted(path, e.getOriginalMessage()), e);
    }
  }

  private GatewaySettings settings() throws StartupException {
    String directory = stateDirectory == null ? file.stateDirectory() : stateDirectory;
    String token = tokenFile == null ? file.adminTokenFile() : tokenFile;
    if (directory == null || token == null) {
      throw wrong("--state-dir and --admin-token-file are required");
    }
    var allListeners = new LinkedHashMap<>(file.listenersOrNone());
    allListeners.putAll(listeners);
    for (String service : allListeners.keySet()) {
      if (!Services.validName(service)) {
        throw wrong("Not a service's name: '" + service + "'. Use a-z, 0-9 and '-', 40 at most");
      }
    }
    String address = bind == null ? file.bind() : bind;
    Integer port = adminPort == null ? file.adminPort() : adminPort;
    return new GatewaySettings(
        Path.of(directory),
        address == null ? "127.0.0.1" : address,
        port == null ? 0 : port,
        token(Path.of(token)),
        allListeners,
        file.limits(),
        file.hangThreshold(),
        generation);
  }

  private static AdminToken token(Path path) throws StartupException {
    try {
      return AdminToken.read(path);
    } catch (IOException e) {
      throw new StartupException("The admin token file %s cannot be read".formatted(path), e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private static StartupException wrong(String what) {
    return new StartupException(what + "\n" + USAGE, null);
  }
}
