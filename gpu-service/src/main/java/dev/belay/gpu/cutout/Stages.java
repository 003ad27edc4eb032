package dev.belay.gpu.cutout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.Callable;

/** Times the stages of a cut-out apart: queue, decode, infer, compose, encode. */
final class Stages {

  private final MeterRegistry meters;

  Stages(MeterRegistry meters) {
    this.meters = meters;
  }

  <T> T time(String stage, Callable<T> work) throws Exception {
    Timer.Sample sample = Timer.start(meters);
    String outcome = "failed";
    try {
      T result = work.call();
      outcome = "done";
      return result;
    } finally {
      sample.stop(
          Timer.builder("gpu.stage")
              .description("Time that cut-outs spend in each stage")
              .tags("stage", stage, "outcome", outcome)
              .register(meters));
    }
  }
}
