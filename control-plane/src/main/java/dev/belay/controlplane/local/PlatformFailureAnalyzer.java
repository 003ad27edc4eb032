package dev.belay.controlplane.local;

import dev.belay.controlplane.platform.PlatformException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the control plane cannot start, such as a taken port, instead of a stack trace. */
final class PlatformFailureAnalyzer extends AbstractFailureAnalyzer<PlatformException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, PlatformException cause) {
    return new FailureAnalysis(cause.getMessage(), null, cause);
  }
}
