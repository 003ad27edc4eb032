package dev.belay.starter.correlation;

import java.io.IOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/** Hands the id on to the services that this one calls, unless the caller set one itself. */
final class CorrelationInterceptor implements ClientHttpRequestInterceptor {

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    CorrelationId id = Correlation.current();
    if (id != null && !request.getHeaders().containsHeader(Correlation.HEADER)) {
      request.getHeaders().set(Correlation.HEADER, id.value());
    }
    return execution.execute(request, body);
  }
}
