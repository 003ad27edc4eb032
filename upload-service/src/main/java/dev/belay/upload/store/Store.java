package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the files of uploads, those of one together under its id. What {@link Staging#commit} or
 * {@link #add} has returned from survives a kill and a loss of power; what a kill leaves before
 * that is found by {@link #leftovers}.
 *
 * <p>Whoever implements it passes {@code StoreContract} in the tests.
 */
public interface Store {

  /** Where uploads are spooled while they are received: a directory of this machine. */
  Path spool();

  /** Where files are kept, in words for people; no login in it. */
  String place();

  /** Begins an upload; close it whatever happens. */
  Staging stage(UUID id) throws StoreUnavailableException;

  /** One of an upload's files, if it is there. */
  Optional<StoredFile> find(UUID id, String name) throws StoreUnavailableException;

  default Optional<StoredFile> find(UUID id, Part part) throws StoreUnavailableException {
    return find(id, part.fileName());
  }

  /** The names of all of an upload's files; empty where there is none. */
  List<String> names(UUID id) throws StoreUnavailableException;

  /** Puts a file beside the others of a stored upload, in place of one of the same name. */
  void add(UUID id, String name, byte[] content) throws StoreUnavailableException;

  /** Removes what was committed and is not wanted after all; what stays is a leftover. */
  void discard(UUID id);

  /** Removes one file; one that cannot be removed stays. */
  void discard(UUID id, String name);

  default void discard(UUID id, Part part) {
    discard(id, part.fileName());
  }

  /**
   * Writes a small file, looks whether it is there, and removes it.
   *
   * @throws IOException if that does not work; its words are fit to be shown
   */
  void probe(String name) throws IOException;

  Leftovers leftovers();
}
