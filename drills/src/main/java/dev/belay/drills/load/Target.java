package dev.belay.drills.load;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A service's public API as its clients know it. */
public sealed interface Target permits UploadTarget, GpuTarget {

  /** After that, a request counts as unanswered. */
  Duration LIMIT = Duration.ofSeconds(10);

  /** Of the public route. */
  URI url();

  /**
   * The next request.
   *
   * @param known the id of something that was accepted before; null while there is nothing
   * @param mayUpload whether more may be stored
   */
  Call call(long number, byte[] picture, @Nullable String known, boolean mayUpload);

  /** Whether what is accepted gets an id and is kept. */
  boolean stores();

  /**
   * @param upload whether an accepted answer has an id
   */
  record Call(HttpRequest request, boolean upload) {}
}
