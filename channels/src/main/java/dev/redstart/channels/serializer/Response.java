package dev.redstart.channels.serializer;

import org.jspecify.annotations.Nullable;

/** The payload of a {@code phx_reply}. */
record Response(String status, @Nullable Object response) {}
