package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;

/**
 * A service as this machine runs it, whichever revision.
 *
 * @param publicPort where the gateway listens for it
 * @param memoryMegabytes heap of an instance, 32 to 65536; half of it again for buffers outside
 * @param database whether it has a database of its own
 * @param settings the standing environment, with placeholders that {@link Placeholders} fills
 */
public record LocalService(
    ServiceName name, int publicPort, int memoryMegabytes, boolean database, Settings settings) {

  public LocalService {
    if (memoryMegabytes < 32 || memoryMegabytes > 65_536) {
      throw new IllegalArgumentException(
          "The memory of %s is 32 to 65536 MB, not %d".formatted(name, memoryMegabytes));
    }
  }

  /** The same with other standing settings. */
  LocalService with(Settings standing) {
    return new LocalService(name, publicPort, memoryMegabytes, database, standing);
  }
}
