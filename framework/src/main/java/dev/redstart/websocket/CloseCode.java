package dev.redstart.websocket;

/**
 * The close codes of RFC 6455 7.4 and the IANA registry, and the rules which of them may travel on the wire. Codes are
 * plain ints, because applications have 2,000 of their own (3000-4999).
 */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    /** The peer's close frame held no code. Never on the wire. */
    public static final int NO_STATUS = 1005;
    /** The connection ended without a close frame. Never on the wire. */
    public static final int ABNORMAL = 1006;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int TOO_BIG = 1009;
    /** For clients only: the server did not negotiate an extension they need. */
    public static final int MISSING_EXTENSION = 1010;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    public static final int TRY_AGAIN_LATER = 1013;
    public static final int BAD_GATEWAY = 1014;

    private CloseCode() {}

    /** Whether a close frame may hold this code at all (RFC 6455 7.4.1 and 7.4.2). */
    public static boolean mayTravel(int code) {
        return isBetween(code, NORMAL, UNSUPPORTED_DATA) || isBetween(code, INVALID_PAYLOAD, BAD_GATEWAY)
                || code >= 3000;
    }

    /** Whether this server may close with this code. */
    public static boolean mayBeSent(int code) {
        return isBetween(code, NORMAL, UNSUPPORTED_DATA) || isBetween(code, INVALID_PAYLOAD, TOO_BIG)
                || isBetween(code, INTERNAL_ERROR, BAD_GATEWAY) || isBetween(code, 3000, 4999);
    }

    /** How to answer a client that closes: 1000, or 1002 if its code is one that only a server has a use for. */
    static int answerTo(int code) {
        return isBetween(code, SERVICE_RESTART, BAD_GATEWAY) ? PROTOCOL_ERROR : NORMAL;
    }

    private static boolean isBetween(int code, int first, int last) {
        return code >= first && code <= last;
    }
}
