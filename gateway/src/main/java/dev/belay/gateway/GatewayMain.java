package dev.belay.gateway;

/**
 * The process. Exit code 0: stopped as asked; 2: could not start, for the reason on stderr; 76: a
 * later generation has its place, do not start it again.
 */
public final class GatewayMain {

  private static final String LOGGING = "logback.configurationFile";

  private GatewayMain() {}

  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "logback-gateway.xml");
    }
    try {
      Gateway gateway =
          Gateway.start(CommandLine.parse(arguments), () -> System.exit(Departure.EXIT_CODE));
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "drain"));
    } catch (StartupException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    }
  }
}
