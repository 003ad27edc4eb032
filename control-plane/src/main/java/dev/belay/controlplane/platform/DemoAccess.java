package dev.belay.controlplane.platform;

/**
 * What a newcomer needs to try the services' public routes, where a platform offers it.
 *
 * @param apiKey secret; goes into the credentials file and nowhere else
 */
public record DemoAccess(String apiKey) {
  @Override
  public String toString() {
    return "DemoAccess";
  }
}
