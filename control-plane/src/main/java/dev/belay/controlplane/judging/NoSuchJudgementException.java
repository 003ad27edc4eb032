package dev.belay.controlplane.judging;

/** There is no such judgement. */
public final class NoSuchJudgementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoSuchJudgementException(String id) {
    super(
        "There is no judgement '%s': nobody has opened it, it is closed, or it was not fed for %d days"
            .formatted(
                id.length() > 40 ? id.substring(0, 40) + "…" : id,
                Judgements.FORGOTTEN_AFTER.toDays()));
  }
}
