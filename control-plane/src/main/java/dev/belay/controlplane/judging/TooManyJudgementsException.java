package dev.belay.controlplane.judging;

/** As many judgements are open as may be; nothing was opened. */
public final class TooManyJudgementsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyJudgementsException(int most) {
    super(
        "%d judgements are open, which is the limit. Close those that are over: DELETE /api/v1/judgements/{id}"
            .formatted(most));
  }
}
