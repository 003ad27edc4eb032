package dev.belay.starter.problem;

import dev.belay.starter.correlation.Correlation;
import dev.belay.starter.correlation.CorrelationFilter;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Tomcat refuses before any filter runs, such as an illegal character in the request
 * line.
 */
final class ProblemReportValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    boolean nothingToSay =
        response.getStatus() < 400 || response.getContentWritten() > 0 || response.isCommitted();
    if (nothingToSay || !response.setErrorReported()) {
      return;
    }
    try {
      response.setHeader(Correlation.HEADER, CorrelationFilter.idOf(request).value());
      ProblemWriter.write(request, response.getResponse(), GenericProblem.of(response.getStatus()));
      response.finishResponse();
    } catch (IOException | IllegalStateException callerIsGone) {
      getContainer().getLogger().debug("Could not report an error", callerIsGone);
    }
  }
}
