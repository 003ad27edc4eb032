package dev.belay.upload.scan;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Speaks clamd's INSTREAM, with a bound on what it reads, and finds what contains a word. */
public final class FakeClamd implements AutoCloseable {

  public static final String BAD = "X5O!-bad";

  private final ServerSocketChannel server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<byte[]> streams = new CopyOnWriteArrayList<>();
  private volatile int streamMaxLength = 25 << 20;
  private volatile String reply = "";
  private volatile boolean silent;

  public FakeClamd() {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  FakeClamd(SocketAddress address) {
    try {
      server =
          address instanceof UnixDomainSocketAddress
              ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
              : ServerSocketChannel.open();
      server.bind(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::serve);
  }

  public String address() {
    try {
      return server.getLocalAddress() instanceof InetSocketAddress tcp
          ? "127.0.0.1:" + tcp.getPort()
          : "unix:" + server.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it was given, whole. */
  public List<byte[]> streams() {
    return streams;
  }

  void readNoMoreThan(int bytes) {
    streamMaxLength = bytes;
  }

  /** Whatever it is given. */
  void answer(String always) {
    reply = always;
  }

  public void fallSilent(boolean yes) {
    silent = yes;
  }

  private void serve() {
    while (server.isOpen()) {
      try {
        SocketChannel caller = server.accept();
        threads.execute(() -> answer(caller));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void answer(SocketChannel caller) {
    try (caller) {
      var in = new DataInputStream(Channels.newInputStream(caller));
      String command = new String(in.readNBytes(10), StandardCharsets.US_ASCII);
      if (!command.equals("zINSTREAM\0")) {
        write(caller, "UNKNOWN COMMAND");
        return;
      }
      if (silent) {
        closed.await();
      }
      var stream = new ByteArrayOutputStream();
      for (int length = in.readInt(); length > 0; length = in.readInt()) {
        if (stream.size() + length > streamMaxLength) {
          write(caller, "INSTREAM size limit exceeded. ERROR");
          caller.shutdownOutput();
          in.skipNBytes(length);
          return;
        }
        stream.write(in.readNBytes(length));
      }
      streams.add(stream.toByteArray());
      boolean bad = stream.toString(StandardCharsets.ISO_8859_1).contains(BAD);
      write(caller, !reply.isEmpty() ? reply : bad ? "stream: Win.Test.X FOUND" : "stream: OK");
    } catch (IOException callerIsGone) {
      // As the daemon does.
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(SocketChannel caller, String text) throws IOException {
    caller.write(ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
