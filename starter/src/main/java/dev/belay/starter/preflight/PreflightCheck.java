package dev.belay.starter.preflight;

/**
 * Something outside that a service needs, tried before anyone is served. Beans of this type are
 * called in preflight mode only, once each, when all beans are made and nothing serves; each has to
 * be quick, to have its own time-outs and to remove what it writes.
 *
 * <p>This happens beside a running revision, with the new revision's settings.
 */
public interface PreflightCheck {

  /** For people and programs, such as {@code store}; 1 to 40 lower-case letters, digits, dashes. */
  String name();

  /**
   * @throws Exception if what is needed is not there; its message is told, so it must hold no
   *     secret
   */
  void check() throws Exception;
}
