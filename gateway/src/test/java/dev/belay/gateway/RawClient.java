package dev.belay.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client on a raw socket, which sends what it likes and sees what really came. */
final class RawClient implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static Answer get(int port, String path) throws IOException {
    return once(port, "GET " + path + " HTTP/1.1\r\nHost: demo\r\n\r\n");
  }

  static Answer once(int port, String request) throws IOException {
    try (var client = new RawClient(port)) {
      client.send(request);
      return client.read();
    }
  }

  RawClient send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  String readHead() throws IOException {
    var head = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
      head.write(b);
      if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
  }

  InputStream in() {
    return in;
  }

  /** Reads a head and, if its length is known, the body; truncated if the connection ends first. */
  Answer read() throws IOException {
    String head = readHead();
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\r\ncontent-length:");
    if (at >= 0) {
      int start = at + "\r\ncontent-length:".length();
      int length = Integer.parseInt(lower.substring(start, lower.indexOf("\r\n", start)).strip());
      byte[] body = in.readNBytes(length);
      return new Answer(head, new String(body, StandardCharsets.UTF_8), body.length < length);
    }
    if (lower.contains("\r\ntransfer-encoding: chunked")) {
      return readChunks(head);
    }
    boolean open = head.startsWith("HTTP/1.1 204") || head.startsWith("HTTP/1.1 304");
    String body = open ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(head, body, false);
  }

  private Answer readChunks(String head) throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      String size = line();
      if (size.isEmpty()) {
        return new Answer(head, body.toString(StandardCharsets.UTF_8), true);
      }
      int length = Integer.parseInt(size, 16);
      body.write(in.readNBytes(length));
      line();
      if (length == 0) {
        return new Answer(head, body.toString(StandardCharsets.UTF_8), false);
      }
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    int b;
    while ((b = in.read()) >= 0 && b != '\n') {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  /** Whether the gateway ends the connection, rather than leaving it open. */
  boolean endsByItself() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Ends the connection with RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** What came. */
  record Answer(String head, String body, boolean truncated) {

    int status() {
      return Integer.parseInt(head.split(" ")[1]);
    }

    String header(String name) {
      String wanted = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
          .map(line -> line.substring(wanted.length()).strip())
          .findFirst()
          .orElse("");
    }
  }
}
