package dev.belay.cli.local;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.GarbledAnswerException;
import dev.belay.cli.client.RefusedException;
import dev.belay.cli.client.Status;
import dev.belay.cli.client.UnreachableException;
import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.ProcessIdentity;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Waits until every service is served, or the control plane is gone. */
final class Readiness {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 250;
  private static final int LOG_LINES = 15;

  private final BelayHome home;
  private final ControlPlaneClient client;
  private final Progress progress;
  private String lastAnswer = "no answer yet";

  Readiness(BelayHome home, ControlPlaneClient client, Progress progress) {
    this.home = home;
    this.client = client;
    this.progress = progress;
  }

  void await() throws InterruptedException {
    Instant start = Instant.now();
    while (true) {
      Duration waited = Duration.between(start, Instant.now());
      Status status = ask();
      if (status != null && served(status)) {
        progress.show("ready", "after " + Text.seconds(waited));
        return;
      }
      requireAlive();
      if (waited.compareTo(LIMIT) > 0) {
        throw new CommandFailedException(
            "Not ready after %s: %s. './belay logs control-plane' tells more; './belay down' stops it."
                .formatted(Text.seconds(LIMIT), lastAnswer));
      }
      progress.show(stage(status), Text.seconds(waited));
      Thread.sleep(POLL_MILLIS);
    }
  }

  private @Nullable Status ask() {
    if (home.credentials().isEmpty()) {
      return null;
    }
    try {
      return client.status();
    } catch (UnreachableException | GarbledAnswerException e) {
      lastAnswer = String.valueOf(e.getMessage());
    } catch (RefusedException e) {
      lastAnswer = String.valueOf(e.getMessage());
    }
    return null;
  }

  private static boolean served(Status status) {
    return !status.services().isEmpty()
        && status.services().stream().allMatch(Status.Service::served);
  }

  private static String stage(@Nullable Status status) {
    return status == null
        ? "waiting for the control plane"
        : status.services().stream()
            .map(service -> service.name() + ": " + service.state())
            .collect(Collectors.joining(", ", "waiting for ", ""));
  }

  private void requireAlive() {
    if (home.controlPlane().filter(ProcessIdentity::alive).isEmpty()) {
      throw new CommandFailedException(
          "The control plane ended while it started. The end of %s:\n%s"
              .formatted(
                  home.controlPlaneLog(), Logs.lastWords(home.controlPlaneLog(), LOG_LINES)));
    }
  }
}
