package dev.belay.gateway.routing;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The stored table cannot be trusted; the gateway serves nothing rather than garbage. */
public final class CorruptStateException extends Exception {

  private static final long serialVersionUID = 1L;

  CorruptStateException(Path file, String why, @Nullable Throwable cause) {
    super(
        """
        The stored table %s is damaged: %s. The file was left as it is. \
        To start with an empty table, move it away; the control plane then puts its table back.\
        """
            .formatted(file, why),
        cause);
  }
}
