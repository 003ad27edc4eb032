package dev.belay.controlplane.judging;

/** Others fed it at the same time, again and again; nothing was counted. */
public final class JudgementFedByOthersException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JudgementFedByOthersException(String id) {
    super(
        "Others feed the judgement '%s' at the same time; nothing was counted. Let one feed it, and ask again."
            .formatted(id));
  }
}
