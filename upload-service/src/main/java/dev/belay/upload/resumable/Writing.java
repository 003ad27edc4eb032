package dev.belay.upload.resumable;

import dev.belay.upload.resumable.ResumableRefusedException.Reason;
import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One piece on its way to the disk. What has arrived is counted every few megabytes and at the end,
 * however the end comes, so that a caller whose connection died goes on from there; a piece with a
 * checksum counts as a whole or not at all.
 *
 * <p>Whoever comes later takes its place: in this process it is told to stop, and in another it
 * learns of it before it writes again after a silence. It can count nothing from then on.
 */
final class Writing {

  private static final int BUFFER = 64 * 1024;
  private static final long COUNTED_EVERY = 4L << 20;
  private static final long SILENCE = Duration.ofSeconds(1).toNanos();

  private final ResumableTable table;
  private final Spools spools;
  private final ResumableUpload upload;
  private final UUID writer = UUID.randomUUID();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;

  Writing(ResumableTable table, Spools spools, ResumableUpload upload) {
    this.table = table;
    this.spools = spools;
    this.upload = upload;
  }

  /** Tells it to stop and waits a moment for it to count what it has. */
  void stop(Duration patience) throws InterruptedException {
    stopped = true;
    // One that waits for a dead connection ends later, and counts nothing then.
    ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * @return how many bytes are there now
   * @throws IOException if the caller's bytes cannot be read to their end; those read are counted
   */
  long write(long offset, InputStream in, @Nullable PieceChecksum checksum)
      throws IOException, ResumableRefusedException, StoreUnavailableException {
    try (FileChannel out = spools.open(upload.id())) {
      if (offset != upload.received() || !table.claim(upload.id(), offset, writer)) {
        throw new ResumableRefusedException(
            Reason.OTHER_OFFSET,
            upload.received(),
            "The next byte is %d, not %d.".formatted(upload.received(), offset));
      }
      return checksum == null ? plain(offset, in, out) : checked(offset, in, out, checksum);
    } finally {
      ended.countDown();
    }
  }

  private long plain(long offset, InputStream in, FileChannel out)
      throws IOException, ResumableRefusedException, StoreUnavailableException {
    long at = offset;
    long counted = offset;
    try {
      byte[] buffer = new byte[BUFFER];
      for (int n = read(in, buffer); n > 0; n = read(in, buffer)) {
        at = put(out, buffer, n, at);
        if (at - counted >= COUNTED_EVERY) {
          count(out, at);
          counted = at;
        }
      }
    } finally {
      if (at > counted) {
        count(out, at);
      }
    }
    return at;
  }

  private long checked(long offset, InputStream in, FileChannel out, PieceChecksum checksum)
      throws IOException, ResumableRefusedException, StoreUnavailableException {
    MessageDigest digest = checksum.digest();
    byte[] buffer = new byte[BUFFER];
    long at = offset;
    for (int n = read(in, buffer); n > 0; n = read(in, buffer)) {
      digest.update(buffer, 0, n);
      at = put(out, buffer, n, at);
    }
    if (!checksum.matches(digest.digest())) {
      throw new ResumableRefusedException(
          Reason.OTHER_CHECKSUM,
          offset,
          "The piece is not what its Upload-Checksum says. Nothing of it was kept; send it again.");
    }
    count(out, at);
    return at;
  }

  /** Ends early when told to, and asks after a silence whether it may go on. */
  private int read(InputStream in, byte[] buffer) throws IOException, ResumableRefusedException {
    if (stopped) {
      throw takenOver();
    }
    long began = System.nanoTime();
    int n = in.read(buffer);
    boolean silent = System.nanoTime() - began > SILENCE;
    if (stopped || n > 0 && silent && !table.mayWrite(upload.id(), writer)) {
      throw takenOver();
    }
    return n;
  }

  private long put(FileChannel out, byte[] buffer, int length, long at)
      throws ResumableRefusedException, StoreUnavailableException {
    if (at + length > upload.length()) {
      throw new ResumableRefusedException(
          Reason.TOO_LONG,
          upload.received(),
          "The pieces have more bytes than the %d that were announced (Upload-Length)."
              .formatted(upload.length()));
    }
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
    long position = at;
    try {
      while (bytes.hasRemaining()) {
        position += out.write(bytes, position);
      }
      return position;
    } catch (IOException e) {
      throw spools.unavailable("write", upload.id(), e);
    }
  }

  private void count(FileChannel out, long received)
      throws ResumableRefusedException, StoreUnavailableException {
    try {
      out.force(false);
    } catch (IOException e) {
      throw spools.unavailable("write", upload.id(), e);
    }
    if (!table.count(upload.id(), writer, received)) {
      throw takenOver();
    }
  }

  private ResumableRefusedException takenOver() {
    return new ResumableRefusedException(
        Reason.TAKEN_OVER, 0, "Another request goes on with this upload. Ask where it is.");
  }
}
