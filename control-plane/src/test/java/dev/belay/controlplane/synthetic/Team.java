package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.synthetic.SyntheticRequest.Expectation;
import dev.belay.controlplane.synthetic.SyntheticRequest.FilePart;
import dev.belay.controlplane.synthetic.SyntheticRequest.HeaderValue;
import dev.belay.controlplane.synthetic.SyntheticRequest.Method;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests of a team, in a few words. */
public record Team(
    Method method,
    Map<String, HeaderValue> headers,
    String body,
    FilePart file,
    Expectation expect,
    Duration timeout,
    List<Via> via,
    int perMinute) {

  public static final ServiceName SHOP = new ServiceName("shop");
  static final RevisionId R1 = new RevisionId(SHOP, 1);
  static final RevisionId R2 = new RevisionId(SHOP, 2);

  public static Team asks() {
    return new Team(
        Method.GET,
        Map.of(),
        null,
        null,
        Expectation.OK,
        Duration.ofSeconds(20),
        List.of(Via.INSTANCE),
        SyntheticRequest.MOST_PER_MINUTE);
  }

  Team posting(String text) {
    return new Team(Method.POST, headers, text, file, expect, timeout, via, perMinute);
  }

  Team sending(FilePart part) {
    return new Team(Method.POST, headers, body, part, expect, timeout, via, perMinute);
  }

  Team withSecret(String name, String reference) {
    var secret = new HeaderValue(null, SecretReference.parse(reference));
    return new Team(method, Map.of(name, secret), body, file, expect, timeout, via, perMinute);
  }

  Team expecting(Expectation answer) {
    return new Team(method, headers, body, file, answer, timeout, via, perMinute);
  }

  Team within(long millis) {
    return new Team(method, headers, body, file, expect, Duration.ofMillis(millis), via, perMinute);
  }

  Team by(Via... ways) {
    return new Team(method, headers, body, file, expect, timeout, List.of(ways), perMinute);
  }

  Team atMost(int times) {
    return new Team(method, headers, body, file, expect, timeout, via, times);
  }

  public SyntheticPlan plan(String path) {
    return new SyntheticPlan(List.of(request(path)), false);
  }

  SyntheticRequest request(String path) {
    return new SyntheticRequest(
        "ask", method, !method.safe(), path, headers, body, file, expect, timeout, via, perMinute);
  }

  static Side side(RevisionId revision, int... ports) {
    return new Side(
        revision,
        java.util.Arrays.stream(ports).mapToObj(port -> backend(revision, port)).toList());
  }

  static Backend backend(RevisionId revision, int port) {
    return new Backend(
        "shop-%s-%d".formatted(revision.label(), port),
        InetSocketAddress.createUnresolved("127.0.0.1", port));
  }
}
