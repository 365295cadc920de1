/**
 * What stands between a connection and the channels of an application. A message comes in through
 * {@link dev.redstart.channels.server.ChannelMount} (who may connect), {@code ChannelConnection} (which channel is it for, on the IO
 * thread) and {@code ChannelServer} (the channel's own process); frames go out through {@code Lane}, broadcasts through
 * {@link dev.redstart.channels.server.Fastlane}.
 */
@NullMarked
package dev.redstart.channels.server;

import org.jspecify.annotations.NullMarked;
