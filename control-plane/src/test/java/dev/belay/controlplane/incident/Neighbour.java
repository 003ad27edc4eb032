package dev.belay.controlplane.incident;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something that listens on a port and answers as the test says: well, badly, or not at all. */
final class Neighbour implements AutoCloseable {

  /** Writes an answer to one request. */
  interface Manner {
    void answer(OutputStream out) throws Exception;
  }

  static final Manner SILENT = out -> Thread.sleep(60_000);
  static final Manner GARBAGE = out -> out.write(new byte[] {0, 1, 2, (byte) 0xff, '\n', '\n'});

  final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Manner> manners = new ConcurrentHashMap<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private volatile Manner otherwise = json(404, "{}");

  Neighbour() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  static Manner json(int status, String body) {
    return out ->
        out.write(
            ("HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body))
                .getBytes(StandardCharsets.UTF_8));
  }

  /** A head, and then a body without end. */
  static Manner endless(long pauseMillis) {
    return out -> {
      out.write("HTTP/1.1 503 X\r\nConnection: close\r\n\r\n{\"components\":".getBytes());
      byte[] spaces = " ".repeat(4096).getBytes();
      while (true) {
        out.write(spaces, 0, pauseMillis == 0 ? spaces.length : 1);
        out.flush();
        Thread.sleep(pauseMillis);
      }
    };
  }

  /**
   * @param request such as {@code GET /readyz}
   */
  Neighbour on(String request, Manner manner) {
    manners.put(request, manner);
    return this;
  }

  Neighbour always(Manner manner) {
    otherwise = manner;
    return this;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String head = head(socket.getInputStream());
      requests.add(head);
      String[] words = head.split(" ", 3);
      String request = words[0] + " " + (words.length > 1 ? words[1] : "");
      manners.getOrDefault(request, otherwise).answer(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (Exception hungUp) {
      // Whoever asked has heard enough.
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        break;
      }
      head.append((char) read);
    }
    return head.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
