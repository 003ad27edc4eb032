package dev.belay.upload.store;

import dev.belay.drills.store.Manner;

/** A store whose answers have another shape: status, tags, no headers of Amazon's. */
class OddS3StoreTest extends S3Contract {

  @Override
  Manner usual() {
    return new Manner.Odd();
  }
}
