package dev.redstart.endpoint.undertow;

/**
 * What the request of a client may cost before anybody answers it. What goes beyond is answered with 400, or not at all, and its connection closed.
 *
 * @param headBytes the longest head
 * @param headers the most headers
 * @param requestMillis how long a client may take to send the head, and as long again for the body, in milliseconds
 * @param idleMillis how long a connection may wait for its first or next request, in milliseconds
 */
record HttpLimits(int headBytes, int headers, int requestMillis, int idleMillis) {
    static final HttpLimits DEFAULT = new HttpLimits(32 * 1024, 100, 15_000, 60_000);
}
