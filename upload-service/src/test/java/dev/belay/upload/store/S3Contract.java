package dev.belay.upload.store;

import dev.belay.drills.store.Manner;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of every store, held by objects of a real object store. */
abstract class S3Contract extends StoreContract {

  static final int SMALL = 4;

  ObjectStores objects;
  S3Store store;

  @BeforeEach
  void start() throws Exception {
    objects = new ObjectStores(temporary.resolve("object-store"));
    objects.always("", usual());
    store = with(SMALL, ObjectStores.SECRET, 100);
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    objects.close();
  }

  abstract Manner usual();

  final S3Store with(int maxConnections, String secret, int sweepLimit) {
    S3Settings s3 = objects.settings(maxConnections, secret);
    return new S3Store(settings(StoreSettings.Kind.S3, s3, sweepLimit), s3);
  }

  @Override
  final S3Store store(int sweepLimit) {
    return store;
  }

  @Override
  final Path directoryOf(UUID id) {
    return objects.bucket().resolve("belay/test/files").resolve(id.toString());
  }
}
