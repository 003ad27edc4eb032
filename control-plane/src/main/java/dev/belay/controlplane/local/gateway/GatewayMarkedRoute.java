package dev.belay.controlplane.local.gateway;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.MarkedRoute;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs requests as the gateway knows them, see {@code docs/gateway.md}. */
public final class GatewayMarkedRoute implements MarkedRoute {

  private static final String HEADER = "Belay-Synthetic-Mark";
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;
  private final ToIntFunction<ServiceName> publicPort;
  private final Clock clock;

  /**
   * @param token of the gateway's admin port
   * @param publicPort where each service is reached; 0 where that is not known
   */
  public GatewayMarkedRoute(String token, ToIntFunction<ServiceName> publicPort, Clock clock) {
    this.key = mac(token.getBytes(StandardCharsets.UTF_8), "belay synthetic mark 1");
    this.publicPort = publicPort;
    this.clock = clock;
  }

  @Override
  public @Nullable Entrance to(
      RevisionId revision, InetSocketAddress instance, String method, String pathAndQuery) {
    int port = publicPort.applyAsInt(revision.service());
    if (port == 0) {
      return null;
    }
    String claim =
        "1 %s %s:%d %d"
            .formatted(
                revision.label(), instance.getHostString(), instance.getPort(), clock.millis());
    String text = String.join("\n", claim, revision.service().value(), method, pathAndQuery);
    String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, text));
    return new Entrance(
        InetSocketAddress.createUnresolved("127.0.0.1", port), HEADER, claim + " " + signature);
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
