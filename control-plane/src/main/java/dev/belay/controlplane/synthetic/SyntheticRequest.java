package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.probe.ProbeSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of the team and the answer it expects.
 *
 * @param name a-z, 0-9 and '-', {@value #MAX_NAME} characters at most
 * @param mutating whether it may change something; only GET and HEAD may do without
 * @param path with its query, 200 characters at most
 * @param headers {@value #MAX_HEADERS} at most
 * @param body null for none; {@value #MAX_BODY} characters at most
 * @param file sent as multipart/form-data; null for none
 * @param timeout for the whole answer, 100 ms to 30 s; default 5 s
 * @param via which ways it goes
 * @param perMinute how often at most it is sent to one instance in a minute, 1 to {@value
 *     #MOST_PER_MINUTE}
 */
public record SyntheticRequest(
    String name,
    Method method,
    boolean mutating,
    String path,
    Map<String, HeaderValue> headers,
    @Nullable String body,
    @Nullable FilePart file,
    Expectation expect,
    Duration timeout,
    List<Via> via,
    int perMinute) {

  public static final int MAX_NAME = 40;
  public static final int MAX_HEADERS = 10;
  public static final int MAX_BODY = 65_536;
  public static final int MOST_PER_MINUTE = 600;
  public static final int STANDARD_PER_MINUTE = 60;
  public static final Duration SHORTEST = Duration.ofMillis(100);
  public static final Duration LONGEST = Duration.ofSeconds(30);
  public static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(5);

  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");

  /** What a request may do. */
  public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** Whether it changes nothing by what HTTP says of it. */
    public boolean safe() {
      return this == GET || this == HEAD;
    }
  }

  /** Which way a request goes. */
  public enum Via {
    /** Straight at each instance. */
    INSTANCE,
    /** Through the public route, to the revision that the mark names. */
    ROUTE
  }

  /** A header's value: written out, or where it is kept. Exactly one of the two. */
  public record HeaderValue(@Nullable String value, @Nullable SecretReference secretRef) {

    public HeaderValue {
      if ((value == null) == (secretRef == null)) {
        throw new IllegalArgumentException("A header has either a value or a secretRef");
      }
    }
  }

  /**
   * One file of a form.
   *
   * @param digest of its content, which is kept: a later change of the file changes nothing
   * @param bytes its length
   */
  public record FilePart(
      String field, String fileName, String contentType, Digest digest, int bytes) {

    public static final int MAX_BYTES = 1024 * 1024;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._ -]{1,100}");
    private static final Pattern TYPE =
        Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}");

    public FilePart {
      if (!isPlain(field)
          || !isPlain(fileName)
          || !isType(contentType)
          || bytes < 0
          || bytes > MAX_BYTES) {
        throw new IllegalArgumentException("Not a file of a form: " + fileName);
      }
    }

    /** Whether it can stand in a part's head without being quoted. */
    public static boolean isPlain(String text) {
      return PLAIN.matcher(text).matches();
    }

    public static boolean isType(String text) {
      return TYPE.matcher(text).matches();
    }
  }

  /**
   * What the answer must be.
   *
   * @param status one of these; 200 unless it says otherwise
   * @param header exact values by name
   * @param jsonPointer by RFC 6901 pointer, the JSON text of the scalar that must be there
   */
  public record Expectation(
      List<Integer> status, Map<String, String> header, Map<String, String> jsonPointer) {

    public static final int MAX_STATUS = 10;
    public static final int MAX_HEADERS = 10;
    public static final int MAX_POINTERS = 10;
    public static final int LONGEST_POINTER = 200;
    public static final Expectation OK = new Expectation(List.of(200), Map.of(), Map.of());

    public Expectation {
      status = List.copyOf(status);
      header = sorted(header);
      jsonPointer = sorted(jsonPointer);
      if (status.isEmpty()) {
        throw new IllegalArgumentException("An answer has a status: expect one at least");
      }
    }
  }

  public SyntheticRequest {
    headers = sorted(headers);
    via = List.copyOf(via);
    if (!isName(name) || !ProbeSpec.isPath(path)) {
      throw new IllegalArgumentException("A synthetic request has a name and a path: " + name);
    }
    if (!method.safe() && !mutating) {
      throw new IllegalArgumentException(method + " may change something: " + name);
    }
    if (via.isEmpty() || perMinute < 1 || perMinute > MOST_PER_MINUTE) {
      throw new IllegalArgumentException(name + " would never, or too often, be sent");
    }
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + "'s timeout must be 100 ms to 30 s");
    }
  }

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Such as {@code health: GET /readyz}; never a header's value. */
  public String words() {
    return "%s: %s %s".formatted(name, method, path);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
