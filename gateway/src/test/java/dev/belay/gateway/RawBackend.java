package dev.belay.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A backend on a raw socket, so that it can misbehave in every way. */
final class RawBackend implements AutoCloseable {

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);

  private RawBackend(Behaviour behaviour, int port) throws IOException {
    this.behaviour = behaviour;
    this.listener = new ServerSocket(port, 512, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static RawBackend which(Behaviour behaviour) throws IOException {
    return new RawBackend(behaviour, 0);
  }

  /** Answers every request of a connection with 200 and the text. */
  static RawBackend answering(String text) throws IOException {
    return answering(text, 0);
  }

  /** The same on a port that was free a moment ago. */
  static RawBackend answering(String text, int port) throws IOException {
    return new RawBackend(
        exchange -> {
          exchange.readBody();
          exchange.send(ok(text));
        },
        port);
  }

  static String ok(String text) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
  }

  static String status(int status) {
    return "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 4\r\n\r\nbody";
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The heads of all requests that arrived, in order. */
  List<String> heads() {
    return heads;
  }

  /** Lets go everybody who waits in {@link Exchange#awaitRelease}. */
  void release() {
    released.countDown();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      String head;
      while ((head = readHead(in)) != null) {
        heads.add(head);
        behaviour.serve(new Exchange(socket, in, head, released));
      }
    } catch (IOException e) {
      // The other side ended it, or the behaviour closed it.
    } finally {
      open.remove(socket);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (b == '\n' && text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
  }

  @Override
  public void close() throws IOException {
    release();
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** What to do with a request whose head has been read. */
  interface Behaviour {
    void serve(Exchange exchange) throws IOException;
  }

  /** One request. */
  record Exchange(Socket socket, InputStream in, String head, CountDownLatch released) {

    /** Reads the body, of known length or chunked, and says how long it was. */
    long readBody() throws IOException {
      if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
        return readChunks();
      }
      long length = contentLength();
      in.skipNBytes(length);
      return length;
    }

    private long readChunks() throws IOException {
      long sum = 0;
      while (true) {
        long size = Long.parseLong(line(), 16);
        in.skipNBytes(size);
        line();
        if (size == 0) {
          return sum;
        }
        sum += size;
      }
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      int b;
      while ((b = in.read()) != '\n') {
        if (b < 0) {
          throw new IOException("The body ended early");
        }
        line.append((char) b);
      }
      return line.toString().strip();
    }

    long contentLength() {
      String lower = head.toLowerCase(Locale.ROOT);
      int at = lower.indexOf("\r\ncontent-length:");
      if (at < 0) {
        return 0;
      }
      int start = at + "\r\ncontent-length:".length();
      return Long.parseLong(lower.substring(start, lower.indexOf("\r\n", start)).strip());
    }

    String path() {
      return head.split(" ")[1];
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    void send(String text) throws IOException {
      out().write(text.getBytes(StandardCharsets.ISO_8859_1));
      out().flush();
    }

    void close() throws IOException {
      socket.close();
    }

    /** Ends the connection with RST. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void awaitRelease() throws IOException {
      try {
        if (!released.await(60, TimeUnit.SECONDS)) {
          throw new IOException("Nobody released the backend");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
