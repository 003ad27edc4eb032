package dev.belay.cli.terminal;

/**
 * A command cannot do what it was asked; the message says what is wrong and what would be right.
 */
public final class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CommandFailedException(String message) {
    super(message);
  }

  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
