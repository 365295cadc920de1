/**
 * The test kit for channels: a whole socket without a network. {@link dev.redstart.channels.test.ChannelTester} starts it,
 * {@link dev.redstart.channels.test.TestClient} connects, {@link dev.redstart.channels.test.TestChannel} joins, pushes and says what must come
 * back. Payloads go through the real encoding both ways. It needs no test framework: what is not as it should be is an
 * {@link java.lang.AssertionError}.
 */
@NullMarked
package dev.redstart.channels.test;

import org.jspecify.annotations.NullMarked;
