package dev.belay.cli.client;

import org.jspecify.annotations.Nullable;

/** Who asked for what, why, and what became of it. */
public record AuditEntry(
    String at, String by, @Nullable String service, String action, String why, String outcome) {

  static AuditEntry read(Json json) {
    return new AuditEntry(
        json.text("at"),
        json.text("by"),
        json.textOrNull("service"),
        json.text("action"),
        json.text("why"),
        json.text("outcome"));
  }
}
