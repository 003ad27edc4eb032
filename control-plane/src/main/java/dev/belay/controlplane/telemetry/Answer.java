package dev.belay.controlplane.telemetry;

/**
 * What an instance answered.
 *
 * @param status of HTTP
 * @param body no longer than what was asked for and one byte
 */
@SuppressWarnings("ArrayRecordComponent") // read once and thrown away
record Answer(int status, byte[] body) {}
