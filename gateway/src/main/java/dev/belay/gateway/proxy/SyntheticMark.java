package dev.belay.gateway.proxy;

import dev.belay.gateway.routing.LiveArm;
import dev.belay.gateway.routing.Service;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Knows the team's own requests by a mark that only a holder of the admin token can make. It names
 * the revision and the instance that the request is for, and is good for this request of this
 * service for half a minute. Whatever else is in the header makes a request a user's.
 *
 * @see <a href="../../../../../../../../docs/adr/0013-a-synthetic-request-carries-a-signature.md">
 *     ADR 13</a>
 */
public final class SyntheticMark {

  static final String HEADER = "Belay-Synthetic-Mark";

  /** What an instance sees of it. Nobody outside can send it through the gateway. */
  static final HttpField TOLD = new PreEncodedHttpField("Belay-Synthetic", "true");

  /** At once in flight for a service; the control plane sends four. */
  static final int MAX_IN_FLIGHT = 32;

  private static final String RESERVED = "Belay-Synthetic";
  private static final long GOOD_FOR_MILLIS = 30_000;
  private static final String ALGORITHM = "HmacSHA256";

  /** Version, revision, where it listens, when it was made in milliseconds, signature. */
  private static final Pattern FORM =
      Pattern.compile(
          "1 (r[1-9][0-9]{0,8}) (127(?:\\.[0-9]{1,3}){3}|\\[::1\\]|localhost):([1-9][0-9]{0,4})"
              + " ([0-9]{1,15}) ([A-Za-z0-9_-]{43})");

  private static final int LONGEST = 128;

  private final SecretKeySpec key;
  private final Clock clock;

  /**
   * @param key 32 bytes that the admin token's holders can derive
   */
  public SyntheticMark(byte[] key, Clock clock) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
  }

  /** Where the request goes if it is marked; null for a user's. */
  @Nullable LiveArm arm(Request request, Service service) {
    String mark = request.getHeaders().get(HEADER);
    if (mark == null || mark.length() > LONGEST) {
      return null;
    }
    Matcher form = FORM.matcher(mark);
    if (!form.matches() || !fresh(Long.parseLong(form.group(4)))) {
      return null;
    }
    int port = Integer.parseInt(form.group(3));
    String signed = mark.substring(0, form.start(5) - 1);
    if (port > 65_535 || !signs(form.group(5), signed, request, service)) {
      return null;
    }
    return LiveArm.apart(service, form.group(1), form.group(2), port);
  }

  private boolean fresh(long madeAtMillis) {
    return Math.abs(clock.millis() - madeAtMillis) <= GOOD_FOR_MILLIS;
  }

  private boolean signs(String signature, String signed, Request request, Service service) {
    String text =
        String.join(
            "\n",
            signed,
            service.name(),
            request.getMethod(),
            String.valueOf(request.getHttpURI().getPathQuery()));
    return MessageDigest.isEqual(mac(text), Base64.getUrlDecoder().decode(signature));
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether a field is the gateway's alone to send. */
  static boolean reserves(String name) {
    return name.regionMatches(true, 0, RESERVED, 0, RESERVED.length());
  }
}
