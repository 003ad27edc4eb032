package dev.belay.upload.store;

import org.springframework.core.io.Resource;

/** A file that was there when it was looked for. */
public interface StoredFile {

  /**
   * Its bytes, to be streamed; reading from the middle does not read what is before. Its stream
   * throws when the store breaks off.
   */
  Resource resource();

  /** The file on this machine, for those who read back and forth; close it afterwards. */
  LocalCopy local() throws StoreUnavailableException;
}
