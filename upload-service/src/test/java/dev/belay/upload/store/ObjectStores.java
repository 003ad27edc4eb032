package dev.belay.upload.store;

import dev.belay.drills.store.Door;
import dev.belay.drills.store.Manner;
import dev.belay.drills.store.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;

/** A real object store in this process, behind a door that answers as a test wants. */
public final class ObjectStores implements AutoCloseable {

  public static final String SECRET = "the-secret-of-the-store";

  private final Path directory;
  private final S3Proxy store;
  private final Door door;
  private final Deque<Manner> next = new ArrayDeque<>();
  private Manner usual = new Manner.Faithful();
  private String verb = "";

  public ObjectStores(Path directory) throws Exception {
    this.directory = directory;
    store = ObjectStore.started(directory, "belay", SECRET);
    door = new Door(store.getPort(), this::manner);
  }

  private synchronized Manner manner(String request) {
    if (!request.startsWith(verb)) {
      return new Manner.Faithful();
    }
    return next.isEmpty() ? usual : next.removeFirst();
  }

  /** From now on, for requests that begin so; before that, the others in their order. */
  public synchronized void always(String beginning, Manner manner, Manner... before) {
    verb = beginning;
    usual = manner;
    next.clear();
    next.addAll(List.of(before));
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + door.port());
  }

  /** Where its objects are as files. */
  public Path bucket() {
    return directory.resolve("objects").resolve(ObjectStore.BUCKET);
  }

  /** The settings of a service whose store this is. */
  public Map<String, String> properties() {
    return Map.of(
        "upload.store.kind",
        "s3",
        "upload.store.s3.endpoint",
        endpoint().toString(),
        "upload.store.s3.bucket",
        ObjectStore.BUCKET,
        "upload.store.s3.access-key",
        "belay",
        "upload.store.s3.secret-key",
        SECRET,
        "upload.store.s3.attempt-timeout",
        "500ms");
  }

  S3Settings settings(int maxConnections, String secret) {
    return new S3Settings(
        endpoint(),
        "us-east-1",
        ObjectStore.BUCKET,
        "belay/test",
        true,
        "belay",
        secret,
        Duration.ofMillis(300),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        3,
        maxConnections);
  }

  @Override
  public void close() throws Exception {
    door.close();
    store.stop();
  }
}
