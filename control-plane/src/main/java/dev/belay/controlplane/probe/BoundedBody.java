package dev.belay.controlplane.probe;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of a body, 16 KiB unless told, and hangs up when there is more. */
public final class BoundedBody implements BodySubscriber<byte[]> {

  static final int MAX_BYTES = 16 * 1024;

  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int most;
  private Flow.@Nullable Subscription subscription;

  public BoundedBody() {
    this(MAX_BYTES);
  }

  /**
   * @param most bytes that are kept
   */
  public BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), most - kept.size())];
      buffer.get(bytes);
      kept.writeBytes(bytes);
      if (buffer.hasRemaining()) {
        hangUp();
        return;
      }
    }
  }

  private void hangUp() {
    if (subscription != null) {
      subscription.cancel();
    }
    onComplete();
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(kept.toByteArray());
  }
}
