package dev.belay.drills.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Passes connections on to the store behind it, one request each, byte by byte: what a client has
 * signed stays as it is. Only the heads are read, and answers may be other than the store's.
 */
public final class Door implements AutoCloseable {

  private static final int LONGEST_HEAD = 32 * 1024;
  private static final int MOST_AT_ONCE = 256;

  private final ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final int behind;
  private final Function<String, Manner> manners;

  /**
   * @param behind the port of the store, on the loopback interface
   * @param manners how a request is treated, by its first line: {@code PUT /uploads/a HTTP/1.1}
   */
  public Door(int behind, Function<String, Manner> manners) throws IOException {
    this.behind = behind;
    this.manners = manners;
    Thread.ofPlatform().daemon().name("door").start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        free.acquire();
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException | InterruptedException ended) {
        return;
      }
    }
  }

  private void pass(Socket client) {
    try (client) {
      InputStream request = new BufferedInputStream(client.getInputStream());
      String head = head(request);
      Manner manner = manners.apply(head.lines().findFirst().orElse(""));
      switch (manner) {
        case Manner.Refuses(int status) -> say(client, request, head, status + " Refused");
        case Manner.Forgets() -> say(client, request, head, "200 OK\r\nETag: \"0\"");
        // Until the client has enough of it.
        case Manner.Hangs() -> request.transferTo(OutputStream.nullOutputStream());
        default -> ask(client, request, head, manner);
      }
    } catch (IOException cutOff) {
      // Whoever waits for it sees a broken connection, as with any store.
    } finally {
      free.release();
    }
  }

  private void ask(Socket client, InputStream request, String head, Manner manner)
      throws IOException {
    try (Socket store = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      OutputStream toStore = store.getOutputStream();
      toStore.write(bytes(oneOnly(head)));
      toStore.flush();
      Thread body = Thread.ofVirtual().start(() -> pour(request, toStore));
      answer(head, new BufferedInputStream(store.getInputStream()), client, manner);
      body.interrupt();
    }
  }

  // One request a connection, so that the end of an answer need not be found.
  private static String oneOnly(String head) {
    return head.replaceFirst("(?i)\r\nConnection: [^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static void answer(String request, InputStream store, Socket client, Manner manner)
      throws IOException {
    OutputStream out = client.getOutputStream();
    String head = head(store);
    while (head.startsWith("HTTP/1.1 1")) {
      out.write(bytes(head));
      out.flush();
      head = head(store);
    }
    switch (manner) {
      case Manner.LosesItsAnswer() -> {
        store.transferTo(OutputStream.nullOutputStream());
        reset(client);
        return;
      }
      case Manner.BreaksOff(int bytes) -> {
        out.write(bytes(head));
        out.write(store.readNBytes(bytes));
        out.flush();
        return;
      }
      case Manner.Odd() -> out.write(bytes(Shape.other(request, head)));
      default -> out.write(bytes(head));
    }
    store.transferTo(out);
    out.flush();
    client.shutdownOutput();
  }

  private static void say(Socket client, InputStream request, String head, String status)
      throws IOException {
    // Who asks before sending a body sends none after such an answer.
    if (!head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
      request.skipNBytes(length(head));
    }
    OutputStream out = client.getOutputStream();
    out.write(bytes("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    out.flush();
    client.shutdownOutput();
  }

  private static long length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  private static void reset(Socket client) throws SocketException {
    client.setSoLinger(true, 0);
  }

  private static void pour(InputStream from, OutputStream to) {
    try {
      from.transferTo(to);
    } catch (IOException ended) {
      // The other side has all that it wants.
    }
  }

  /** Up to and with the empty line. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0 || head.size() > LONGEST_HEAD) {
        throw new EOFException();
      }
      head.write(next);
      boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String head) {
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** Another implementation of the same protocol. */
  private static final class Shape {

    static String other(String request, String head) {
      StringBuilder other = new StringBuilder();
      boolean put = request.startsWith("PUT ");
      for (String line : head.split("\r\n")) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (put && line.startsWith("HTTP/1.1 200")) {
          other.append("HTTP/1.1 201 Created\r\n");
        } else if (lower.startsWith("etag:")) {
          // Without quotes and not an MD5, as stores have it that encrypt or put parts together.
          other.append("etag: w9-").append(Integer.toHexString(line.hashCode())).append("\r\n");
        } else if (!lower.startsWith("x-amz-") && !lower.startsWith("server:")) {
          other.append(lower.startsWith("http/") ? line : renamed(line)).append("\r\n");
        }
      }
      return other.append("x-odd-store: yes\r\n\r\n").toString();
    }

    private static String renamed(String line) {
      int colon = line.indexOf(':');
      return colon < 0
          ? line
          : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }
  }
}
