package dev.redstart.channels.server;

/**
 * From a channel to its connection: it has come to a {@link Live.Marked} message.
 *
 * @param lane which channel
 */
record CaughtUp(Lane lane) {}
