package dev.belay.drills.store;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * Keeps objects as files below a directory, on a free port of the loopback interface, until its
 * standard input ends: whoever started it need not live to end it. Once it serves, {@code endpoint}
 * in the directory says where. While there is a file {@code odd} beside that, answers have another
 * shape.
 *
 * <p>The directory is the argument; the login is {@code STORE_ACCESS_KEY} and {@code
 * STORE_SECRET_KEY}.
 */
public final class ObjectStore {

  /** The one that is there from the start. */
  private static final String BUCKET = "uploads";

  private ObjectStore() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("usage: ObjectStore DIRECTORY");
      System.exit(64);
    }
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    S3Proxy proxy = proxy(directory);
    proxy.start();
    Door door = new Door(proxy.getPort(), () -> Files.exists(directory.resolve("odd")));
    Path endpoint = directory.resolve("endpoint");
    Path written = directory.resolve("endpoint.new");
    Files.writeString(written, "http://127.0.0.1:" + door.port(), StandardOpenOption.CREATE_NEW);
    Files.move(written, endpoint, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() >= 0) {
      // Nobody says anything.
    }
    System.exit(0);
  }

  private static S3Proxy proxy(Path directory) throws Exception {
    Path objects = directory.resolve("objects");
    Files.createDirectories(objects.resolve(BUCKET));
    return S3Proxy.builder()
        .blobStore(new FilesystemNio2BlobStore(objects.toString()))
        .endpoint(URI.create("http://127.0.0.1:0"))
        .awsAuthentication(
            AuthenticationType.AWS_V4,
            System.getenv().getOrDefault("STORE_ACCESS_KEY", "drill"),
            System.getenv().getOrDefault("STORE_SECRET_KEY", "drill"))
        .build();
  }
}
