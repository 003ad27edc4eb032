package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.FileSystemUtils;

/**
 * Keeps the files of an upload in one directory of a file system: {@code files/ab/<id>}. They are
 * made in {@code staging/<id>}, forced to disk and moved by one atomic rename, so a directory under
 * {@code files} is complete whenever the process or the power goes.
 */
public final class FileStore implements Store {

  private final Path root;
  private final StagingArea area;
  private final FileLeftovers leftovers;

  public FileStore(StoreSettings settings) {
    this.root = settings.directory();
    this.area = new StagingArea(root.resolve("staging"));
    this.leftovers = new FileLeftovers(area, files(), settings.sweepLimit());
  }

  @Override
  public Path spool() {
    return root;
  }

  @Override
  public String place() {
    return root.toString();
  }

  Path staging() {
    return area.directory();
  }

  Path files() {
    return root.resolve("files");
  }

  Path directoryOf(UUID id) {
    return shardOf(id).resolve(id.toString());
  }

  private Path shardOf(UUID id) {
    return files().resolve(id.toString().substring(0, 2));
  }

  @Override
  public Staging stage(UUID id) throws StoreUnavailableException {
    return area.stage(id, this::commit);
  }

  @Override
  public Optional<StoredFile> find(UUID id, String name) {
    Path file = directoryOf(id).resolve(name);
    return Files.isRegularFile(file) ? Optional.of(new OnDisk(file)) : Optional.empty();
  }

  private record OnDisk(Path file) implements StoredFile {

    @Override
    public Resource resource() {
      return new FileSystemResource(file);
    }

    @Override
    public LocalCopy local() {
      return new LocalCopy(file, false);
    }
  }

  @Override
  public List<String> names(UUID id) throws StoreUnavailableException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directoryOf(id))) {
      all.forEach(each -> names.add(each.getFileName().toString()));
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (IOException e) {
      throw StoreUnavailableException.of("list", directoryOf(id), e);
    } catch (DirectoryIteratorException e) {
      throw StoreUnavailableException.of("list", directoryOf(id), new IOException(e));
    }
    return names;
  }

  @Override
  public void discard(UUID id) {
    try {
      FileSystemUtils.deleteRecursively(directoryOf(id));
    } catch (IOException leftToTheSweep) {
      // It has no row, and is old enough in an hour.
    }
  }

  @Override
  public void discard(UUID id, String name) {
    StagingArea.removeQuietly(directoryOf(id).resolve(name));
  }

  @Override
  public void add(UUID id, String name, byte[] content) throws StoreUnavailableException {
    Path target = directoryOf(id).resolve(name);
    Path staged = staging();
    try {
      staged = area.temporary(id + "-" + name);
      Files.write(staged, content);
      StagingArea.force(staged);
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      StagingArea.force(directoryOf(id));
    } catch (IOException e) {
      if (!staged.equals(staging())) {
        StagingArea.removeQuietly(staged);
      }
      throw StoreUnavailableException.of("keep", target, e);
    }
  }

  private void commit(UUID id, Path staged) throws StoreUnavailableException {
    Path target = directoryOf(id);
    try {
      for (Part part : Part.values()) {
        StagingArea.force(staged.resolve(part.fileName()));
      }
      StagingArea.force(staged);
      Path shard = shardOf(id);
      boolean newShard = !Files.isDirectory(shard);
      Files.createDirectories(shard);
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      StagingArea.force(shard);
      if (newShard) {
        StagingArea.force(files());
      }
    } catch (IOException e) {
      throw StoreUnavailableException.of("keep", target, e);
    }
  }

  @Override
  public void probe(String name) throws IOException {
    Path file = staging().resolve("probe-" + name);
    Files.createDirectories(staging());
    try {
      Files.write(file, new byte[64], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      StagingArea.force(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public Leftovers leftovers() {
    return leftovers;
  }
}
