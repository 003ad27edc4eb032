package dev.belay.gpu.api;

import dev.belay.images.ImageFormat;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.multipart.MultipartFile;

/** A directory for uploads while they are worked on; what a killed process left goes at start. */
public final class Transit {

  private static final Logger log = LoggerFactory.getLogger(Transit.class);
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);
  private static final int SHOWN_BYTES = 8;

  private final Path directory;

  public Transit(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      sweep(Instant.now().minus(LEFT_BEHIND));
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be used (gpu.directory)".formatted(directory), e);
    }
  }

  /** Where the servlet container keeps parts, so that taking one over is a rename. */
  public Path directory() {
    return directory;
  }

  // Other instances share the directory: only what is too old for any request is nobody's.
  private void sweep(Instant before) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isRegularFile(entry)
            && Files.getLastModifiedTime(entry).toInstant().isBefore(before)) {
          Files.deleteIfExists(entry);
        }
      }
    } catch (IOException e) {
      log.warn("What killed processes left in {} could not be removed", directory, e);
    }
  }

  /** An upload as a file, until it is closed. */
  record Arrived(Path path, ImageFormat format) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }

  Arrived receive(MultipartFile upload) throws IOException, RefusedImageException {
    ImageFormat format = sniffed(upload);
    File file = Files.createTempFile(directory, "upload-", ".image").toFile();
    try {
      upload.transferTo(file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file.toPath());
      throw e;
    }
    return new Arrived(file.toPath(), format);
  }

  private static ImageFormat sniffed(MultipartFile upload)
      throws IOException, RefusedImageException {
    byte[] head;
    try (InputStream in = upload.getInputStream()) {
      head = in.readNBytes(ImageFormat.SNIFF_BYTES);
    }
    if (head.length == 0) {
      throw new RefusedImageException.Empty();
    }
    int shown = Math.min(SHOWN_BYTES, head.length);
    return ImageFormat.sniff(head)
        .orElseThrow(
            () -> new RefusedImageException.NotAnImage(HexFormat.of().formatHex(head, 0, shown)));
  }
}
