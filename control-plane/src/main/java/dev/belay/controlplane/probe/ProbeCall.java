package dev.belay.controlplane.probe;

import java.net.InetSocketAddress;

/** Makes one probe and waits for its result, no longer than its timeout. */
@FunctionalInterface
interface ProbeCall {

  ProbeResult make(InetSocketAddress address, ProbeSpec spec) throws InterruptedException;
}
