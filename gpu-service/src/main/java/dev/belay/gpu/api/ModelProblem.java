package dev.belay.gpu.api;

import dev.belay.gpu.model.ModelNotReadyException;
import dev.belay.gpu.model.ModelState;
import dev.belay.starter.problem.Category;
import dev.belay.starter.problem.ProblemException;
import org.springframework.http.HttpStatus;

/** That the model cannot answer, as a problem: it is still being loaded, or has failed. */
public final class ModelProblem {

  private ModelProblem() {}

  /** 503, and when to come back. */
  public static ProblemException.Builder of(ModelNotReadyException notReady) {
    boolean failed = notReady.status().state() instanceof ModelState.Failed;
    String reason = notReady.status().reason();
    ProblemException.Builder problem =
        ProblemException.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                failed ? "model-failed" : "model-loading",
                failed ? "The model cannot be loaded" : "The model is being loaded")
            .detail(
                failed
                    ? "The model could not be loaded after %d attempts. It is tried again."
                        .formatted(notReady.status().attempts())
                    : "The model is not ready yet. Try again after the time given.")
            .category(Category.DEPENDENCY)
            .retryAfter(notReady.retryAfter())
            .with("modelStatus", notReady.status().state().label());
    return failed && reason != null ? problem.with("reason", reason) : problem;
  }
}
