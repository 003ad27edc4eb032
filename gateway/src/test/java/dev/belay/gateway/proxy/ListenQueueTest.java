package dev.belay.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListenQueueTest {

  @Test
  void countsWhatWaitsAtItsOwnListener() throws Exception {
    try (var listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      int port = listener.getLocalPort();
      assertThat(ListenQueue.waiting(Set.of(port))).isZero();

      try (var one = new Socket(listener.getInetAddress(), port);
          var two = new Socket(listener.getInetAddress(), port)) {
        assertThat(List.of(one.isConnected(), two.isConnected())).containsOnly(true);
        await().until(() -> ListenQueue.waiting(Set.of(port)) == 2);
        listener.accept().close();
        assertThat(ListenQueue.waiting(Set.of(port))).isEqualTo(1);
      }
    }
  }

  @Test
  void leavesOutTheListenersOfOthersAndWhatDoesNotListen() {
    List<String> table =
        List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 11 1",
            "   1: 0100007F:1F90 00000000:0000 0A 00000000:0000000A 00:00000000 00000000     0        0 22 1",
            "   2: 0100007F:1F91 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0        0 33 1",
            "   3: 0100007F:1F90 0100007F:AAAA 01 00000000:00000007 00:00000000 00000000     0        0 44 1");

    assertThat(ListenQueue.waiting(table, Set.of(8080), Set.of("22", "33", "44"))).isEqualTo(10);
  }
}
