package dev.belay.gateway;

/** The process. Exit code 0: stopped as asked; 2: could not start, for the reason on stderr. */
public final class GatewayMain {

  private static final String LOGGING = "logback.configurationFile";
  private static final int CANNOT_START = 2;

  private GatewayMain() {}

  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "logback-gateway.xml");
    }
    try {
      Gateway gateway = Gateway.start(CommandLine.parse(arguments));
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "drain"));
    } catch (StartupException e) {
      System.err.println(e.getMessage());
      System.exit(CANNOT_START);
    }
  }
}
