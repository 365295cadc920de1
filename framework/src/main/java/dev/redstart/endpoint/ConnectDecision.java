package dev.redstart.endpoint;

/** What becomes of a request to connect. */
public sealed interface ConnectDecision {
    /** It becomes a connection that {@code driver} drives. */
    record Accept(ConnectionDriver driver) implements ConnectDecision {}

    /** It is answered with that status and text. */
    record Refuse(int status, String body) implements ConnectDecision {
        public Refuse {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("the status of a refusal must be 400..599, was " + status);
            }
        }
    }
}
