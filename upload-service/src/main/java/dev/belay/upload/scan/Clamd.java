package dev.belay.upload.scan;

import dev.belay.upload.net.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * ClamAV's daemon by its command INSTREAM, clamd(8): chunks, each after its length, an empty one at
 * the end, and one line that is answered. A connection for each scan; the daemon needs no access to
 * our files.
 */
final class Clamd implements ContentScan {

  private static final byte[] COMMAND = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNK = 64 * 1024;
  private static final int LONGEST_ANSWER = 1_024;
  private static final int LONGEST_SIGNATURE = 100;
  private static final String FOUND = " FOUND";
  private static final String STREAM = "stream: ";

  private final String where;
  private final Duration timeout;
  private final Semaphore slots;

  Clamd(ScanSettings settings) {
    this.where = settings.clamd();
    this.timeout = settings.timeout();
    this.slots = new Semaphore(settings.concurrency());
  }

  @Override
  public Verdict scan(Path content) throws ScanFailedException, InterruptedException {
    if (!slots.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ScanFailedException("as many scans as may be are under way");
    }
    try {
      return verdict(ask(content));
    } finally {
      slots.release();
    }
  }

  private String ask(Path content) throws ScanFailedException, InterruptedException {
    SocketAddress address = ClamdAddress.of(where);
    if (address instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
      throw new ScanFailedException("the host of clamd is not known");
    }
    try (SocketChannel clamd = open(address);
        Deadline deadline = Deadline.of(clamd, timeout)) {
      try {
        clamd.connect(address);
        return exchange(clamd, content);
      } catch (ClosedByInterruptException e) {
        Thread.interrupted();
        throw new InterruptedException();
      } catch (IOException e) {
        throw new ScanFailedException(
            deadline.passed()
                ? "clamd gave no answer within " + timeout.toMillis() + " ms"
                : "clamd cannot be asked: " + e);
      }
    } catch (IOException e) {
      throw new ScanFailedException("clamd cannot be asked: " + e);
    }
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private static String exchange(SocketChannel clamd, Path content) throws IOException {
    try {
      write(clamd, ByteBuffer.wrap(COMMAND));
      send(clamd, content);
    } catch (ClosedByInterruptException interrupted) {
      throw interrupted;
    } catch (IOException cutOff) {
      // It says why before it hangs up, such as that this is more than it reads.
      try {
        return answer(clamd);
      } catch (IOException saidNothing) {
        throw cutOff;
      }
    }
    return answer(clamd);
  }

  private static void send(SocketChannel clamd, Path content) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(Integer.BYTES + CHUNK);
    try (FileChannel file = FileChannel.open(content)) {
      int length;
      do {
        chunk.clear().position(Integer.BYTES);
        length = Math.max(0, file.read(chunk));
        chunk.flip().putInt(0, length);
        write(clamd, chunk.limit(Integer.BYTES + length));
      } while (length > 0);
    }
  }

  private static void write(ByteChannel clamd, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      clamd.write(bytes);
    }
  }

  private static String answer(SocketChannel clamd) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
    while (clamd.read(answer) >= 0) {
      int end = answer.position();
      if (end > 0 && answer.get(end - 1) == 0) {
        return new String(answer.array(), 0, end - 1, StandardCharsets.UTF_8);
      }
      if (!answer.hasRemaining()) {
        throw new IOException("its answer is too long");
      }
    }
    throw new IOException("it hung up without an answer");
  }

  private static Verdict verdict(String answer) throws ScanFailedException {
    if (answer.equals(STREAM + "OK")) {
      return new Verdict.Clean();
    }
    if (answer.startsWith(STREAM)
        && answer.endsWith(FOUND)
        && answer.length() > STREAM.length() + FOUND.length()) {
      return new Verdict.Found(
          printable(answer.substring(STREAM.length(), answer.length() - FOUND.length())));
    }
    if (answer.startsWith("INSTREAM size limit exceeded")) {
      return new Verdict.TooLarge();
    }
    throw new ScanFailedException("clamd answered: " + printable(answer));
  }

  private static String printable(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.substring(0, Math.min(clean.length(), LONGEST_SIGNATURE));
  }
}
