package dev.belay.drills;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The committed policy that makes drills quick; what it leaves out has the product's default. */
record Policy(JsonNode json) {

  private static final String RESOURCE = "policy.json";

  /** Verification and migration, on two noisy cores. */
  private static final Duration BEFORE_THE_START = Duration.ofMinutes(3);

  /** Shifts, drains, the way back and stopping. */
  private static final Duration AROUND = Duration.ofMinutes(2);

  static Policy committed() {
    try (InputStream in = Policy.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return new Policy(new JsonMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same but for these fields. */
  Policy with(Map<String, String> otherwise) {
    ObjectNode changed = (ObjectNode) json.deepCopy();
    otherwise.forEach(changed::put);
    return new Policy(changed);
  }

  /** For the revision that serves: everything at once, and leave to restart it afterwards. */
  Policy givingLeave() {
    ObjectNode changed = new JsonMapper().createObjectNode();
    changed.put("strategy", "all-at-once");
    changed.put("minRequests", 0);
    changed.put("stepDuration", "0s");
    changed.put("bake", "0s");
    for (String same : new String[] {"maxDuration", "migrations", "startTimeout"}) {
      changed.set(same, json.path(same));
    }
    changed.putObject("patrol").put("restart", true);
    return new Policy(changed);
  }

  /** By when a rollout has come to its end, whatever happens. */
  Duration longest() {
    return BEFORE_THE_START
        .plus(seconds("startTimeout"))
        .plus(seconds("maxDuration"))
        .plus(seconds("bake"))
        .plus(AROUND);
  }

  private Duration seconds(String name) {
    String written = json.path(name).asString("");
    if (!written.matches("[0-9]{1,6}s")) {
      throw new IllegalStateException(RESOURCE + ": " + name + " should be seconds such as 30s");
    }
    return Duration.ofSeconds(Long.parseLong(written.substring(0, written.length() - 1)));
  }
}
