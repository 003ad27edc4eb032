package dev.belay.gateway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that one gateway works with a state directory. The system frees it with the process.
 */
final class StateLock implements AutoCloseable {

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Empty while another process holds it. */
  static Optional<StateLock> take(Path stateDirectory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            stateDirectory.resolve("gateway.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new StateLock(channel));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
