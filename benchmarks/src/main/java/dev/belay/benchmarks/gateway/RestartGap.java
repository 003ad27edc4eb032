package dev.belay.benchmarks.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The longest time without a good answer, while the script kills the gateway and starts it again.
 *
 * <p>Arguments: public port, how long to ask, in milliseconds.
 */
final class RestartGap {

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private RestartGap() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    long end = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000;
    long last = System.nanoTime();
    long longest = 0;
    int answers = 0;
    int failures = 0;
    while (System.nanoTime() < end) {
      if (asks(port)) {
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
        answers++;
      } else {
        failures++;
      }
      Thread.sleep(5);
    }
    System.out.printf(
        "kill -9 and restart: longest time without a good answer %.0f ms (%d answers, %d failed)%n",
        longest / 1e6, answers, failures);
  }

  private static boolean asks(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }
}
