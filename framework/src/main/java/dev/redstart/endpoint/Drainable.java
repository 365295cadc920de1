package dev.redstart.endpoint;

import java.util.List;

/** One transport of a mounted socket, as the {@link Drainer} sees it. Any thread but an IO thread. */
interface Drainable {
    Gate gate();

    /** The connections there are now. May block for a moment. */
    List<Connection> openConnections();
}
