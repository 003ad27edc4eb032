package dev.belay.controlplane.local.home;

import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Lets one control plane work in a home. The operating system releases the lock when its holder
 * ends, however it ends.
 */
public final class HomeLock implements AutoCloseable {

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws PlatformException naming the other control plane's pid, if there is one
   */
  public static HomeLock acquire(BelayHome home) {
    Path file = home.file("control-plane.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (tryLock(channel) == null) {
          throw new PlatformException(
              "Another control plane (pid %s) works in %s. Stop it with './belay down', or choose another BELAY_HOME."
                  .formatted(holder(file), home.root()),
              null);
        }
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return new HomeLock(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new PlatformException("Cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String holder(Path file) throws IOException {
    String pid = Files.readString(file, StandardCharsets.US_ASCII);
    return pid.matches("[0-9]{1,10}") ? pid : "unknown";
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PlatformException("Cannot release the lock of the home", e);
    }
  }
}
