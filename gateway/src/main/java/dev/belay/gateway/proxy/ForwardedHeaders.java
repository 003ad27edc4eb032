package dev.belay.gateway.proxy;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which fields pass. What a client says about who forwarded its request is not believed, since the
 * gateway is the first hop that is ours.
 */
final class ForwardedHeaders {

  private static final HttpField VIA = new PreEncodedHttpField(HttpHeader.VIA, "1.1 belay");
  private static final HttpField PROTO = new PreEncodedHttpField("X-Forwarded-Proto", "http");

  private static final EnumSet<HttpHeader> NEVER_FORWARDED =
      EnumSet.of(
          HttpHeader.CONNECTION,
          HttpHeader.KEEP_ALIVE,
          HttpHeader.PROXY_AUTHENTICATE,
          HttpHeader.PROXY_AUTHORIZATION,
          HttpHeader.PROXY_CONNECTION,
          HttpHeader.TE,
          HttpHeader.TRAILER,
          HttpHeader.TRANSFER_ENCODING,
          HttpHeader.UPGRADE,
          HttpHeader.FORWARDED,
          HttpHeader.VIA);

  private ForwardedHeaders() {}

  static void copy(Request from, String correlationId, HttpFields.Mutable to) {
    Set<String> named = namedByConnection(from.getHeaders());
    for (HttpField field : from.getHeaders()) {
      if (passes(field, named)) {
        to.add(field);
      }
    }
    to.add(CorrelationId.HEADER, correlationId);
    to.add("X-Forwarded-For", Request.getRemoteAddr(from));
    to.add(PROTO);
    String host = from.getHeaders().get(HttpHeader.HOST);
    if (host != null) {
      to.add("X-Forwarded-Host", host);
    }
    to.add(VIA);
  }

  private static boolean passes(HttpField field, @Nullable Set<String> named) {
    HttpHeader known = field.getHeader();
    if (known != null && NEVER_FORWARDED.contains(known)) {
      return false;
    }
    String name = field.getName();
    if (name.length() > 2 && name.charAt(1) == '-' && (name.charAt(0) | 0x20) == 'x') {
      return !aboutForwarding(name) && !isNamed(name, named);
    }
    return !SyntheticMark.reserves(name) && !isNamed(name, named);
  }

  private static boolean aboutForwarding(String name) {
    return name.regionMatches(true, 2, "Forwarded", 0, 9)
        || name.equalsIgnoreCase("X-Real-IP")
        || name.equalsIgnoreCase(CorrelationId.HEADER);
  }

  private static boolean isNamed(String name, @Nullable Set<String> named) {
    return named != null && named.contains(name);
  }

  /** Fields that belong to one hop because its {@code Connection} field says so. */
  static @Nullable Set<String> namedByConnection(HttpFields headers) {
    if (!headers.contains(HttpHeader.CONNECTION)) {
      return null;
    }
    Set<String> named = null;
    for (String value : headers.getCSV(HttpHeader.CONNECTION, false)) {
      String name = value.toLowerCase(Locale.ROOT);
      if (!name.equals("close") && !name.equals("keep-alive") && !name.equals("host")) {
        named = named == null ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : named;
        named.add(name);
      }
    }
    return named;
  }
}
