package dev.belay.upload.store;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The cut-outs beside the parts of an upload. Each attempt writes a file of its own name, so that
 * none replaces what another has already promised to readers.
 */
public final class Cutouts {

  private static final String PREFIX = "cutout-";
  private static final Pattern NAME = Pattern.compile("cutout-[1-9][0-9]{0,9}");

  private final Store store;

  public Cutouts(Store store) {
    this.store = store;
  }

  /**
   * Stores a cut-out; when this returns it survives a loss of power.
   *
   * @return its name
   */
  public String keep(UUID file, int attempt, byte[] content) throws StoreUnavailableException {
    String name = PREFIX + attempt;
    store.add(file, name, content);
    return name;
  }

  /** A cut-out, if it is there. */
  public Optional<StoredFile> find(UUID file, String name) throws StoreUnavailableException {
    return NAME.matcher(name).matches() ? store.find(file, name) : Optional.empty();
  }

  public void discard(UUID file, String name) {
    if (NAME.matcher(name).matches()) {
      store.discard(file, name);
    }
  }

  /** Removes what attempts left that were cut off after they had written. */
  public void keepOnly(UUID file, String name) {
    try {
      store.names(file).stream()
          .filter(each -> each.startsWith(PREFIX) && !each.equals(name))
          .forEach(each -> store.discard(file, each));
    } catch (StoreUnavailableException leftThere) {
      // They take space and harm nobody.
    }
  }
}
