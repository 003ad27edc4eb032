package dev.belay.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processes that are, or were, replaced one behind the other.
 *
 * @param number later ones have higher numbers
 * @param failure why it is given up, also before it has ended; null while it is not
 * @param json the whole answer, one line
 */
public record Restart(
    long number,
    String service,
    String state,
    boolean ended,
    String detail,
    @Nullable String failure,
    List<String> instances,
    String by,
    String json) {

  static Restart read(Json json) {
    return new Restart(
        json.count("number"),
        json.text("service"),
        json.text("state"),
        json.flag("ended"),
        json.text("detail"),
        json.textOrNull("failure"),
        json.texts("instances"),
        json.text("by"),
        Json.MAPPER.writeValueAsString(json.node()));
  }
}
