package dev.belay.upload.jobs;

import dev.belay.images.Pictures;
import dev.belay.statements.StatementRecorder;
import dev.belay.upload.Databases;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.store.FileStore;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Staging;
import dev.belay.upload.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** A migrated database and a store, and uploads in them. */
final class JobTable {

  static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(60, 40));

  final JdbcClient jdbc;
  final UploadedFiles files;
  final GenerationJobs jobs;
  final FileStore store;

  JobTable(Path directory) {
    Databases.Prepared database = Databases.prepared();
    Flyway.configure().dataSource(database.url(), database.owner(), "").load().migrate();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    jdbc = JdbcClient.create(StatementRecorder.recording(source));
    files = new UploadedFiles(jdbc);
    jobs = new GenerationJobs(jdbc);
    store =
        new FileStore(
            new StoreSettings(
                StoreSettings.Kind.FILE,
                null,
                directory.resolve("store"),
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                100,
                DataSize.ofBytes(0)));
  }

  /** An upload that is on disk and in the table, and its job. */
  Job upload() throws Exception {
    UUID id = UUID.randomUUID();
    try (Staging staging = store.stage(id)) {
      for (Part part : Part.values()) {
        staging.write(part, JPEG);
      }
      staging.commit();
    }
    StoredImage image = new StoredImage("0".repeat(64), "image/jpeg", JPEG.length, 60, 40);
    files.insert(new UploadedFile(id, image, image, image, "f", null, "flow-1", Instant.now()));
    return jobs.add(id, new CutoutOrder(null), "flow-1");
  }

  Job job(Job job) {
    return jobs.find(job.id()).orElseThrow();
  }

  JobLeases leases(String owner) {
    return new JobLeases(jdbc, owner, Duration.ofMinutes(5));
  }

  /** Lets every lease end now. */
  void endLeases() {
    jdbc.sql("update generation_jobs set lease_until = now() where state = 'RUNNING'").update();
  }
}
