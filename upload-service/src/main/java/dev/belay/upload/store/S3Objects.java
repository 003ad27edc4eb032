package dev.belay.upload.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of one bucket. Every failure is a {@link StoreUnavailableException} with the SDK's cause:
 * of its own kind, or what its HTTP client let through.
 */
final class S3Objects implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(S3Objects.class);

  /** What a listing gives at most. */
  static final int PAGE = 1000;

  private static final String SHA256 = "sha256";

  private final S3Client client;
  private final S3Settings settings;
  private final Semaphore connections;

  S3Objects(S3Settings settings) {
    this.settings = settings;
    this.client = S3Clients.of(settings);
    this.connections = new Semaphore(settings.maxConnections());
  }

  /** Empty, or ends with a slash. */
  String prefix() {
    return settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
  }

  String place() {
    return "s3://%s/%s".formatted(settings.bucket(), settings.prefix());
  }

  /**
   * What a store says of an object.
   *
   * @param length in bytes; null if the answer does not say
   * @param sha256 as put there with it; null if the answer does not say
   */
  record Head(@Nullable Long length, @Nullable String sha256) {}

  /** Puts an object; when this returns it is there with that content, whatever the answer was. */
  void put(String key, Content content) throws StoreUnavailableException {
    RuntimeException answered = null;
    try {
      call(
          "write",
          key,
          () ->
              client.putObject(
                  b ->
                      b.bucket(settings.bucket())
                          .key(key)
                          .contentType("application/octet-stream")
                          .metadata(Map.of(SHA256, content.sha256())),
                  content.body()));
    } catch (StoreUnavailableException e) {
      // Any other cause: it was not asked.
      if (!(e.getCause() instanceof RuntimeException failed)) {
        throw e;
      }
      answered = failed;
    }
    if (!isThere(key, content)) {
      throw StoreUnavailableException.remote(
          "write",
          name(key),
          answered != null
              ? answered
              : new IOException("The object store took an object and does not have it"));
    }
    if (answered != null) {
      log.warn("The store has {}, though its answer was: {}", name(key), answered.toString());
    }
  }

  private boolean isThere(String key, Content content) throws StoreUnavailableException {
    Optional<Head> found = head(key);
    if (found.isEmpty()) {
      return false;
    }
    Head head = found.get();
    if (head.length() != null && head.length() != content.length()) {
      return false;
    }
    if (head.sha256() != null) {
      return head.sha256().equals(content.sha256());
    }
    // A store that keeps no metadata, or says it in another way: what it holds counts.
    try (InputStream in = read(key, 0)) {
      return Content.digest(in).equals(content.sha256());
    } catch (IOException e) {
      throw StoreUnavailableException.remote("read", name(key), e);
    }
  }

  Optional<Head> head(String key) throws StoreUnavailableException {
    try {
      HeadObjectResponse response =
          call("look up", key, () -> client.headObject(b -> b.bucket(settings.bucket()).key(key)));
      return Optional.of(
          new Head(response.contentLength(), response.hasMetadata() ? digest(response) : null));
    } catch (StoreUnavailableException e) {
      if (e.getCause() instanceof S3Exception s3 && s3.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static @Nullable String digest(HeadObjectResponse response) {
    return response.metadata().get(SHA256);
  }

  /** The bytes from there on; ends with an exception if the store breaks off. */
  InputStream read(String key, long from) throws StoreUnavailableException {
    acquire("read", key);
    boolean open = false;
    try {
      ResponseInputStream<GetObjectResponse> in =
          client.getObject(b -> {
            b.bucket(settings.bucket()).key(key);
            if (from > 0) {
              b.range("bytes=" + from + "-");
            }
          });
      open = true;
      return new S3Stream(in, connections::release);
    } catch (SdkException | UncheckedIOException e) {
      throw StoreUnavailableException.remote("read", name(key), e);
    } finally {
      if (!open) {
        connections.release();
      }
    }
  }

  void delete(String key) throws StoreUnavailableException {
    call("delete", key, () -> client.deleteObject(b -> b.bucket(settings.bucket()).key(key)));
  }

  record Listed(String key, Instant lastModified) {}

  /**
   * @param more whether there are further ones after the last
   */
  record Listing(List<Listed> keys, boolean more) {}

  /** The first objects, {@link #PAGE} at most, with a prefix after a key, in their keys' order. */
  Listing list(String prefix, @Nullable String after, int limit) throws StoreUnavailableException {
    ListObjectsV2Response response =
        call(
            "list",
            prefix,
            () ->
                client.listObjectsV2(b ->
                    b.bucket(settings.bucket())
                        .prefix(prefix)
                        .startAfter(after)
                        .maxKeys(Math.min(limit, PAGE))));
    List<Listed> keys = response.contents().stream().map(S3Objects::listed).toList();
    return new Listing(keys, Boolean.TRUE.equals(response.isTruncated()) && !keys.isEmpty());
  }

  // One whose age is not told is taken for new: nobody removes it.
  private static Listed listed(S3Object object) {
    return new Listed(
        object.key(), object.lastModified() == null ? Instant.MAX : object.lastModified());
  }

  private <T> T call(String verb, String key, Supplier<T> work) throws StoreUnavailableException {
    acquire(verb, key);
    try {
      return work.get();
    } catch (SdkException | UncheckedIOException e) {
      throw StoreUnavailableException.remote(verb, name(key), e);
    } finally {
      connections.release();
    }
  }

  private void acquire(String verb, String key) throws StoreUnavailableException {
    boolean mine = false;
    try {
      mine = connections.tryAcquire(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!mine) {
      throw StoreUnavailableException.remote(
          verb,
          name(key),
          new IOException(
              "All %d connections to the object store are in use (upload.store.s3.max-connections)"
                  .formatted(settings.maxConnections())));
    }
  }

  String name(String key) {
    return "s3://%s/%s".formatted(settings.bucket(), key);
  }

  @Override
  public void close() {
    client.close();
  }
}
