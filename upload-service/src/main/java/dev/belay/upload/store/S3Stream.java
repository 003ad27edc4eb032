package dev.belay.upload.store;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;

/** The rest of an object. Closing it before its end drops the connection instead of reading on. */
final class S3Stream extends FilterInputStream {

  private final ResponseInputStream<?> object;
  private final Runnable closed;
  private boolean ended;
  private boolean open = true;

  S3Stream(ResponseInputStream<?> object, Runnable closed) {
    super(object);
    this.object = object;
    this.closed = closed;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    ended |= read < 0;
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    ended |= read < 0;
    return read;
  }

  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      if (ended) {
        super.close();
      } else {
        object.abort();
      }
    } finally {
      closed.run();
    }
  }
}
