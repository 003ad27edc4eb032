package dev.belay.upload.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 request to an address that was looked at before, of whose answer only the status is
 * read. The JDK's client would resolve the name once more, and could be answered otherwise then.
 *
 * @param connectTimeout for the connection
 * @param timeout for everything
 * @param tls whose certificates are believed
 */
public record Post(Duration connectTimeout, Duration timeout, SSLSocketFactory tls) {

  private static final int LONGEST_LINE = 8 * 1024;
  private static final int MOST_INTERIM = 5;

  /** Believes the certificates that the JDK does. */
  public Post(Duration connectTimeout, Duration timeout) {
    this(connectTimeout, timeout, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param url http or https, of ASCII characters
   * @param address of its host
   * @param headers without line breaks
   * @return the status, 200 to 599
   * @throws SocketTimeoutException if it took too long
   */
  public int send(URI url, InetAddress address, Map<String, String> headers, byte[] body)
      throws IOException {
    boolean secure = url.getScheme().equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    try (Socket socket = new Socket();
        Deadline deadline = Deadline.of(socket, timeout)) {
      try {
        socket.connect(
            new InetSocketAddress(address, port), Math.toIntExact(connectTimeout.toMillis()));
        Socket connection = secure ? secured(socket, url.getHost(), port) : socket;
        return exchange(connection, head(url, headers, body.length), body);
      } catch (IOException e) {
        if (deadline.passed()) {
          throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
        }
        throw e;
      }
    }
  }

  private Socket secured(Socket plain, String host, int port) throws IOException {
    var socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    // Without this any valid certificate would do, whoever's it is.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] head(URI url, Map<String, String> headers, int length) {
    String path = Objects.requireNonNullElse(url.getRawPath(), "");
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    var head = new StringBuilder();
    head.append("POST ").append(path.isEmpty() ? "/" : path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
    head.append("Connection: close\r\nContent-Length: ").append(length).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static int exchange(Socket connection, byte[] head, byte[] body) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write(head);
    out.write(body);
    out.flush();
    InputStream in = connection.getInputStream();
    for (int i = 0; i < MOST_INTERIM; i++) {
      int status = status(line(in));
      if (status >= 200) {
        return status;
      }
      skipHeaders(in);
    }
    throw new IOException("it only ever says that it goes on");
  }

  private static void skipHeaders(InputStream in) throws IOException {
    for (int left = LONGEST_LINE; left > 0; ) {
      String line = line(in);
      if (line.isEmpty()) {
        return;
      }
      left -= line.length();
    }
    throw new IOException("its headers are too long");
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
      throw new IOException("it does not speak HTTP/1.1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  // Byte by byte: it is one line, and nothing behind it is of interest.
  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended before an answer");
      }
      if (line.size() >= LONGEST_LINE) {
        throw new IOException("its answer begins with too long a line");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
