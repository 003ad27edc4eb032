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
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Passes connections on to the store behind it, one request each, byte by byte: what a client has
 * signed stays as it is. Only the heads of answers are read, and changed while the answers are odd.
 */
final class Door {

  private static final int LONGEST_HEAD = 32 * 1024;
  private static final int MOST_AT_ONCE = 256;

  private final ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final int behind;
  private final BooleanSupplier odd;

  Door(int behind, BooleanSupplier odd) throws IOException {
    this.behind = behind;
    this.odd = odd;
    Thread.ofPlatform().daemon().name("door").start(this::accept);
  }

  int port() {
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
    try (client;
        Socket store = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      InputStream request = new BufferedInputStream(client.getInputStream());
      // One request a connection, so that the end of an answer need not be found.
      String head = head(request).replaceFirst("(?i)\r\nConnection: [^\r]*", "");
      OutputStream toStore = store.getOutputStream();
      toStore.write(bytes(head.replaceFirst("\r\n", "\r\nConnection: close\r\n")));
      toStore.flush();
      Thread body = Thread.ofVirtual().start(() -> pour(request, toStore));
      answer(head, new BufferedInputStream(store.getInputStream()), client.getOutputStream());
      client.shutdownOutput();
      body.interrupt();
    } catch (IOException cutOff) {
      // Whoever waits for it sees a broken connection, as with any store.
    } finally {
      free.release();
    }
  }

  private void answer(String request, InputStream store, OutputStream client) throws IOException {
    String head = head(store);
    while (head.startsWith("HTTP/1.1 1")) {
      client.write(bytes(head));
      client.flush();
      head = head(store);
    }
    client.write(bytes(odd.getAsBoolean() ? Shape.other(request, head) : head));
    store.transferTo(client);
    client.flush();
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

  /** Another implementation of the same protocol: nothing in it is forbidden. */
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
