package dev.belay.benchmarks.gateway;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Server;

/** The reference: Jetty's own reverse proxy with its defaults, one backend, nothing counted. */
final class BareProxy {

  private BareProxy() {}

  /** Arguments: the port to listen on and the port of the backend. */
  public static void main(String[] arguments) throws Exception {
    int backend = Integer.parseInt(arguments[1]);
    var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
    var server = new Server(address);
    server.setHandler(
        new ProxyHandler.Reverse(request ->
            HttpURI.build(request.getHttpURI())
                .scheme("http")
                .host("127.0.0.1")
                .port(backend)
                .asImmutable()));
    server.start();
    server.join();
  }
}
