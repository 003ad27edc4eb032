package dev.belay.gateway.proxy;

import dev.belay.gateway.outcome.Outcome;
import dev.belay.gateway.routing.Backend;
import dev.belay.gateway.routing.LiveArm;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Routes a request to a revision and forwards it, at most a few times and only within that
 * revision.
 *
 * <p>Retries: to another instance if nothing was sent (any method), and once for GET and HEAD if
 * the connection ended before any byte of an answer. The first attempt is what counts.
 */
final class Forwarder extends ProxyHandler {

  private static final HttpField CHUNKED =
      new PreEncodedHttpField(HttpHeader.TRANSFER_ENCODING, "chunked");
  private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

  private final ProxyLimits limits;
  private final Ledger ledger;
  private final SyntheticMark mark;
  private final OwnAnswers answers = new OwnAnswers();

  Forwarder(ProxyLimits limits, Ledger ledger, SyntheticMark mark) {
    this.limits = limits;
    this.ledger = ledger;
    this.mark = mark;
  }

  OwnAnswers answers() {
    return answers;
  }

  @Override
  protected HttpClient newHttpClient() {
    var connector = new ClientConnector();
    connector.setSelectors(1);
    return new HttpClient(new HttpClientTransportOverHTTP(connector));
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setConnectTimeout(limits.connectTimeoutMillis());
    client.setIdleTimeout(limits.poolIdleTimeoutMillis());
    client.setDestinationIdleTimeout(60_000);
    client.setMaxConnectionsPerDestination(limits.maxConnectionsPerInstance());
    client.setMaxRequestsQueuedPerDestination(limits.maxQueuedPerInstance());
    client.setMaxRequestHeadersSize(ProxyLimits.FORWARDED_HEAD_BYTES);
    client.setMaxResponseHeadersSize(ProxyLimits.INSTANCE_HEAD_BYTES);
    client.setUserAgentField(null);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String id = CorrelationId.of(request.getHeaders());
    PublicConnector connector = PublicConnector.of(request);
    boolean close = connector.leaving();
    GatewayError refusal = Refusal.of(request);
    if (refusal != null) {
      return answers.send(refusal, id, close, response, callback);
    }
    LiveArm marked = mark.arm(request, connector.service());
    LiveArm arm = marked == null ? connector.service().routing().pick() : marked;
    if (arm == null) {
      return answers.send(GatewayError.NO_REVISION, id, close, response, callback);
    }
    long now = System.nanoTime();
    int most = marked == null ? limits.maxInFlightPerRevision() : SyntheticMark.MAX_IN_FLIGHT;
    if (!arm.outcomes().revision().enter(now, most)) {
      arm.outcomes().count(Outcome.OVERLOAD);
      return answers.send(GatewayError.OVERLOAD, id, close, response, callback);
    }
    arm.outcomes().countRouted();
    response.getHeaders().add(CorrelationId.HEADER, id);
    var exchange = new Exchange(request, connector.service(), arm, id, now);
    return forward(
        exchange, new WatchedResponse(exchange, response), new Ending(exchange, callback));
  }

  private boolean forward(Exchange exchange, Response response, Callback ending) {
    try {
      return super.handle(exchange, response, ending);
    } catch (RuntimeException e) {
      ledger.attemptFailed(exchange, GatewayError.CLIENT);
      end(exchange, GatewayError.CLIENT, response, ending, e);
      return true;
    }
  }

  @Override
  protected HttpURI rewriteHttpURI(Request request) {
    return request.getHttpURI();
  }

  @Override
  protected org.eclipse.jetty.client.Request newProxyToServerRequest(Request request, HttpURI uri) {
    var exchange = (Exchange) request;
    Backend backend = exchange.backend();
    return getHttpClient()
        .newRequest(backend.host(), backend.port())
        .method(request.getMethod())
        .path(ForwardedPath.of(uri))
        .idleTimeout(limits.responseIdleTimeoutMillis(), TimeUnit.MILLISECONDS)
        .onRequestBegin(begun -> exchange.begun = true)
        .onRequestCommit(sent -> exchange.sent = true);
  }

  @Override
  protected void copyRequestHeaders(Request request, org.eclipse.jetty.client.Request onward) {
    var exchange = (Exchange) request;
    onward.headers(headers -> {
      ForwardedHeaders.copy(request, exchange.correlationId(), headers);
      if (exchange.synthetic()) {
        headers.add(SyntheticMark.TOLD);
      }
    });
  }

  @Override
  protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request onward) {
    // Copied already, in one go.
  }

  @Override
  protected org.eclipse.jetty.client.Request.Content newProxyToServerRequestContent(
      Request request, Response response, org.eclipse.jetty.client.Request onward) {
    return new RequestBody((Exchange) request);
  }

  @Override
  protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
      Request request,
      org.eclipse.jetty.client.Request onward,
      Response response,
      Callback callback) {
    return new Answer((Exchange) request, onward, response, callback);
  }

  @Override
  protected @Nullable HttpField filterServerToProxyResponseField(HttpField field) {
    String name = field.getName();
    boolean ours =
        name.equalsIgnoreCase(CorrelationId.HEADER) || name.equalsIgnoreCase(Problem.ERROR_HEADER);
    return ours ? null : field;
  }

  @Override
  protected void onProxyToClientResponseComplete(
      Request request,
      org.eclipse.jetty.client.Request onward,
      org.eclipse.jetty.client.Response answer,
      Response response,
      Callback callback) {
    ledger.answered((Exchange) request, answer.getStatus());
    callback.succeeded();
  }

  @Override
  protected void onProxyToClientResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request onward,
      org.eclipse.jetty.client.Response answer,
      Response response,
      Callback callback,
      Throwable failure) {
    ledger.notTaken((Exchange) request, answer.getStatus());
    callback.failed(failure);
  }

  @Override
  protected void onServerToProxyResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request onward,
      org.eclipse.jetty.client.Response answer,
      Response response,
      Callback callback,
      Throwable failure) {
    var exchange = (Exchange) request;
    GatewayError error = Fault.of(exchange, failure);
    if (error == GatewayError.CLIENT) {
      ledger.notTaken(exchange, answer == null ? 0 : answer.getStatus());
    } else {
      ledger.attemptFailed(exchange, error);
    }
    if (!response.isCommitted() && mayRetry(exchange, error, failure) && exchange.turnToAnother()) {
      forward(exchange, response, callback);
      return;
    }
    end(exchange, error, response, callback, failure);
  }

  private static boolean mayRetry(Exchange exchange, GatewayError error, Throwable failure) {
    return Fault.beforeAnything(error)
        || Fault.beforeAnswer(exchange, error, failure) && exchange.firstBreak();
  }

  private void end(
      Exchange exchange,
      GatewayError error,
      Response response,
      Callback callback,
      Throwable failure) {
    if (response.isCommitted()) {
      callback.failed(failure);
    } else {
      boolean close = PublicConnector.of(exchange).leaving();
      answers.send(error, exchange.correlationId(), close, response, callback);
    }
  }

  /** What an instance answers. */
  private final class Answer extends ProxyResponseListener {

    private final Exchange exchange;
    private final org.eclipse.jetty.client.Request onward;
    private final Response response;
    private final Callback callback;

    Answer(
        Exchange exchange,
        org.eclipse.jetty.client.Request onward,
        Response response,
        Callback callback) {
      super(exchange, onward, response, callback);
      this.exchange = exchange;
      this.onward = onward;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public void onBegin(org.eclipse.jetty.client.Response answer) {
      exchange.responseBegun = true;
      if (exchange.firstAttempt()) {
        exchange.outcomes().answeredAfter(System.nanoTime() - exchange.startNanos());
      }
      super.onBegin(answer);
    }

    @Override
    public void onHeaders(org.eclipse.jetty.client.Response answer) {
      super.onHeaders(answer);
      HttpFields.Mutable headers = response.getHeaders();
      if (PublicConnector.of(exchange).leaving()) {
        headers.put(CLOSE);
      }
      if (answer.getHeaders().contains(HttpHeader.TRANSFER_ENCODING, "chunked")) {
        // Otherwise an answer that ends the connection would end with it, cut off or not.
        headers.put(CHUNKED);
      }
      var named = ForwardedHeaders.namedByConnection(answer.getHeaders());
      if (named != null) {
        named.remove(CorrelationId.HEADER);
        named.forEach(headers::remove);
      }
    }

    @Override
    public void onSuccess(org.eclipse.jetty.client.Response answer) {
      exchange.responseDone = true;
      super.onSuccess(answer);
    }

    /** An answer that is complete counts, even if the request's body was not wanted any more. */
    @Override
    public void onComplete(Result result) {
      if (result.isFailed() && exchange.responseDone) {
        whenComplete((done, failure) -> answeredEarly(result, failure));
      } else {
        super.onComplete(result);
      }
    }

    private void answeredEarly(Result result, @Nullable Throwable failure) {
      if (failure == null) {
        onProxyToClientResponseComplete(exchange, onward, result.getResponse(), response, callback);
      } else {
        onProxyToClientResponseFailure(
            exchange, onward, result.getResponse(), response, callback, failure);
      }
    }
  }
}
