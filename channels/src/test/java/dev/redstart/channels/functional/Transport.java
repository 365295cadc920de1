package dev.redstart.channels.functional;

import java.net.URI;

/** How a client is connected; what it sees is the same either way. */
enum Transport {
    WEBSOCKET, LONGPOLL;

    Client connect(int port) {
        return connect(port, "user=ann");
    }

    /** @param params the query string without vsn */
    Client connect(int port, String params) {
        return connectWith(port, params.contains("vsn=") ? params : "vsn=2.0.0&" + params);
    }

    Client connectWith(int port, String query) {
        return switch (this) {
            case WEBSOCKET -> new WebSocketClient(URI.create("ws://127.0.0.1:" + port + "/socket/websocket?" + query));
            case LONGPOLL -> new LongPollClient(URI.create("http://127.0.0.1:" + port + "/socket/longpoll?" + query));
        };
    }
}
