package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Keeps the files of an upload as objects {@code <prefix>/files/<id>/<name>} of an S3-compatible
 * store. An upload is received and made on this machine, then its files are put one by one; the row
 * that its caller writes afterwards is what makes it one, so a kill leaves objects without a row,
 * which {@link #leftovers} finds.
 *
 * <p>Stores differ in how they answer, and the same one differs after an update. So an answer to a
 * write counts for little here: whether the object is there, with the right content, is looked up.
 */
public final class S3Store implements Store, AutoCloseable {

  private final Path directory;
  private final StagingArea area;
  private final S3Objects objects;
  private final String files;
  private final S3Leftovers leftovers;

  public S3Store(StoreSettings settings, S3Settings s3) {
    this.directory = settings.directory();
    this.area = new StagingArea(directory.resolve("staging"));
    this.objects = new S3Objects(s3);
    this.files = objects.prefix() + "files/";
    this.leftovers = new S3Leftovers(objects, area, files, settings.sweepLimit());
  }

  @Override
  public Path spool() {
    return directory;
  }

  @Override
  public String place() {
    return objects.place();
  }

  @Override
  public Staging stage(UUID id) throws StoreUnavailableException {
    return area.stage(id, this::commit);
  }

  private void commit(UUID id, Path staged) throws StoreUnavailableException {
    try {
      for (Part part : Part.values()) {
        objects.put(key(id, part.fileName()), Content.of(staged.resolve(part.fileName())));
      }
    } catch (StoreUnavailableException e) {
      discard(id);
      throw e;
    }
  }

  private String key(UUID id, String name) {
    return files + id + "/" + name;
  }

  @Override
  public Optional<StoredFile> find(UUID id, String name) throws StoreUnavailableException {
    String key = key(id, name);
    return objects.head(key).map(head -> new S3File(objects, area, key, head.length()));
  }

  @Override
  public List<String> names(UUID id) throws StoreUnavailableException {
    String own = files + id + "/";
    return objects.list(own, null, S3Objects.PAGE).keys().stream()
        .map(each -> each.key().substring(own.length()))
        .toList();
  }

  @Override
  public void add(UUID id, String name, byte[] content) throws StoreUnavailableException {
    objects.put(key(id, name), Content.of(content));
  }

  @Override
  public void discard(UUID id) {
    try {
      for (String name : names(id)) {
        objects.delete(key(id, name));
      }
    } catch (StoreUnavailableException leftToTheSweep) {
      // They have no row, and are old enough in an hour.
    }
  }

  @Override
  public void discard(UUID id, String name) {
    try {
      objects.delete(key(id, name));
    } catch (StoreUnavailableException leftToTheReconciler) {
      // The table says already that it is gone.
    }
  }

  @Override
  public void probe(String name) throws IOException {
    // Whose space is looked at next; uploads are made in it.
    Files.createDirectories(directory);
    String key = objects.prefix() + "probe/" + name;
    try {
      objects.put(key, Content.of(new byte[64]));
      objects.delete(key);
    } catch (StoreUnavailableException e) {
      throw new IOException(words(e.getCause()), e);
    }
  }

  // The SDK's own words name hosts and ids of requests.
  private static String words(@Nullable Throwable cause) {
    return switch (cause) {
      case AwsServiceException answered -> "The object store answered " + answered.statusCode();
      case RuntimeException silent -> "The object store does not answer";
      case IOException other when other.getMessage() != null -> other.getMessage();
      case null, default -> "The object store did not keep an object";
    };
  }

  @Override
  public Leftovers leftovers() {
    return leftovers;
  }

  @Override
  public void close() {
    objects.close();
  }
}
