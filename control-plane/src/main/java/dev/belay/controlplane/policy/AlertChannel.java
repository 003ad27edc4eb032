package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.SecretReference;
import java.util.Optional;

/** Where alerts of a service go. */
public sealed interface AlertChannel {

  /** One that the control plane knows by name. */
  record Named(String name) implements AlertChannel {
    @Override
    public String toString() {
      return "channel " + name;
    }
  }

  /** A webhook; its URL is a secret. */
  record Webhook(SecretReference url) implements AlertChannel {
    @Override
    public String toString() {
      return "webhook " + url;
    }
  }

  /** Reads one of {@code spec.alerts}. */
  static Optional<AlertChannel> read(Section alert) {
    Optional<Entry> channel = alert.find("channel");
    Optional<Entry> webhook = alert.find("webhook");
    Optional<AlertChannel> named = channel.flatMap(AlertChannel::named);
    Optional<AlertChannel> called = webhook.flatMap(Entry::section).flatMap(AlertChannel::webhook);
    if (channel.isPresent() == webhook.isPresent()) {
      alert.error(
          "an alert goes to either a channel or a webhook",
          "Write - channel: NAME, or - webhook: {secretRef: file:/path}.");
    }
    alert.close();
    return named.or(() -> called);
  }

  private static Optional<AlertChannel> named(Entry entry) {
    return entry
        .text(63)
        .flatMap(name -> {
          if (name.matches("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")) {
            return Optional.of(new Named(name));
          }
          entry.error("it is not the name of a channel", "Use a-z, 0-9 and '-'.");
          return Optional.empty();
        });
  }

  private static Optional<AlertChannel> webhook(Section webhook) {
    Optional<AlertChannel> read =
        webhook
            .require("secretRef", "A webhook's URL is a secret: secretRef: file:/path.")
            .flatMap(TargetReader::reference)
            .map(Webhook::new);
    webhook.close();
    return read;
  }
}
