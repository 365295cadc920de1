package dev.redstart.endpoint;

import java.util.Map;
import java.util.Objects;

/** What becomes of a request to connect. */
public sealed interface ConnectDecision {
    /** It becomes a connection that {@code driver} drives. */
    record Accept(ConnectionDriver driver) implements ConnectDecision {}

    /** It is answered with that status, text and headers. Over long-poll it is always a 403 in the answer's body. */
    record Refuse(int status, String body, Map<String, String> headers) implements ConnectDecision {
        public Refuse {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("the status of a refusal must be 400..599, was " + status);
            }
            Objects.requireNonNull(body, "body");
            headers = Map.copyOf(headers);
        }

        /** That status and an empty body. */
        public static Refuse of(int status) {
            return new Refuse(status, "", Map.of());
        }

        /** That status and that plain text. */
        public static Refuse of(int status, String body) {
            return new Refuse(status, body, Map.of("Content-Type", "text/plain; charset=utf-8"));
        }
    }
}
