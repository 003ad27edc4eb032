/**
 * Takes requests in, forwards them and finds out whose fault a failure was. The only package that
 * knows Jetty's proxy. Start at {@link dev.belay.gateway.proxy.Forwarder}.
 */
@NullMarked
package dev.belay.gateway.proxy;

import org.jspecify.annotations.NullMarked;
