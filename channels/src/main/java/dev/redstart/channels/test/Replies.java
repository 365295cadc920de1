package dev.redstart.channels.test;

import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.ClientCodec;

/** What is in a reply: status and response stand in the payload of a text, and apart in a binary one. */
final class Replies {
    private Replies() {}

    static String status(ClientCodec.Message reply) {
        var status = reply.status();
        return status == null ? reply.payload().text("status").orElse("") : status;
    }

    static Payload response(ClientCodec.Message reply) {
        return reply.status() == null ? ClientCodec.part(reply.payload(), "response") : reply.payload();
    }

    static String shown(ClientCodec.Message reply) {
        return reply.payload().isBytes() ? reply.payload().toString() : String.valueOf(reply.payload().tree());
    }
}
