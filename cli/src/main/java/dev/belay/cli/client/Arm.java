package dev.belay.cli.client;

import java.math.BigDecimal;

/**
 * A revision's part in a service.
 *
 * @param revision such as {@code r7}
 * @param weight percent of the requests
 */
public record Arm(String revision, BigDecimal weight, long instances) {

  static Arm read(Json json) {
    return new Arm(json.text("revision"), json.number("weight"), json.count("instances"));
  }
}
