package dev.belay.drills.store;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A process that keeps objects as files below a directory, on a free port of the loopback
 * interface, until its standard input ends: whoever started it need not live to end it. Once it
 * serves, {@code endpoint} in the directory says where. While there is a file {@code odd} beside
 * that, answers have another shape.
 *
 * <p>The directory is the argument; the login is {@code STORE_ACCESS_KEY} and {@code
 * STORE_SECRET_KEY}.
 */
public final class ObjectStore {

  /** The one that is there from the start. */
  public static final String BUCKET = "uploads";

  private ObjectStore() {}

  public static void main(String[] arguments) throws Exception {
    // Not as logback.xml: tests have this on their class path, whose logging is not its business.
    System.setProperty("logback.configurationFile", "logback-store.xml");
    if (arguments.length != 1) {
      System.err.println("usage: ObjectStore DIRECTORY");
      System.exit(64);
    }
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    S3Proxy proxy =
        started(
            directory,
            System.getenv().getOrDefault("STORE_ACCESS_KEY", "drill"),
            System.getenv().getOrDefault("STORE_SECRET_KEY", "drill"));
    Path odd = directory.resolve("odd");
    Door door =
        new Door(
            proxy.getPort(),
            request -> Files.exists(odd) ? new Manner.Odd() : new Manner.Faithful());
    Path endpoint = directory.resolve("endpoint");
    Path written = directory.resolve("endpoint.new");
    Files.writeString(written, "http://127.0.0.1:" + door.port(), StandardOpenOption.CREATE_NEW);
    Files.move(written, endpoint, StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() >= 0) {
      // Nobody says anything.
    }
    System.exit(0);
  }

  /** A store with one empty bucket, objects of which are files {@code objects/<bucket>/<key>}. */
  public static S3Proxy started(Path directory, String accessKey, String secretKey)
      throws Exception {
    Path objects = directory.resolve("objects");
    Files.createDirectories(objects.resolve(BUCKET));
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(objects.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
            .build();
    proxy.start();
    return proxy;
  }
}
