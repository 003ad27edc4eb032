package dev.belay.controlplane.verification.contract;

/** There is a contract, and it cannot be read. The message says what is wrong with it. */
public final class InvalidContractException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidContractException(String message) {
    super(message);
  }
}
