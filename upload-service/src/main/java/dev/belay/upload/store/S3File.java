package dev.belay.upload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/**
 * An object that was there.
 *
 * @param length in bytes; null if the store does not say
 */
record S3File(S3Objects objects, StagingArea area, String key, @Nullable Long length)
    implements StoredFile {

  @Override
  public Resource resource() {
    return new Bytes();
  }

  @Override
  public LocalCopy local() throws StoreUnavailableException {
    try {
      Path copy = area.temporary("copy");
      boolean whole = false;
      try (InputStream in = objects.read(key, 0)) {
        long copied = Files.copy(in, copy);
        if (length != null && copied != length) {
          throw new IOException("%d of %d bytes came".formatted(copied, length));
        }
        whole = true;
      } finally {
        if (!whole) {
          StagingArea.removeQuietly(copy);
        }
      }
      return new LocalCopy(copy, true);
    } catch (IOException e) {
      throw StoreUnavailableException.remote("read", objects.name(key), e);
    }
  }

  private final class Bytes extends AbstractResource {

    @Override
    public String getDescription() {
      return objects.name(key);
    }

    @Override
    public boolean exists() {
      return true;
    }

    @Override
    public long contentLength() {
      return length == null ? -1 : length;
    }

    @Override
    public InputStream getInputStream() {
      return new FromTheMiddle();
    }
  }

  /** Asks for the object only when it is read, from where it was skipped to. */
  private final class FromTheMiddle extends InputStream {

    private long skipped;
    private @Nullable InputStream in;

    @Override
    public long skip(long n) throws IOException {
      if (in != null) {
        return in.skip(n);
      }
      long most = length == null ? 0 : Math.clamp(n, 0, length - skipped);
      skipped += most;
      return most;
    }

    private InputStream in() throws IOException {
      InputStream open = in;
      if (open == null) {
        try {
          open = objects.read(key, skipped);
        } catch (StoreUnavailableException e) {
          throw new IOException(e.getMessage(), e);
        }
        in = open;
      }
      return open;
    }

    @Override
    public int read() throws IOException {
      return in().read();
    }

    @Override
    public int read(byte[] buffer, int offset, int size) throws IOException {
      return in().read(buffer, offset, size);
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
    }
  }
}
