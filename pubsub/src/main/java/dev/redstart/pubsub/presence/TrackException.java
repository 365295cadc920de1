package dev.redstart.pubsub.presence;

import dev.redstart.process.Pid;

/** Why nothing was tracked or updated. */
public abstract sealed class TrackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrackException(String message) {
        super(message);
    }

    /** The process is tracked on that topic under that key already; use update to change the meta. */
    public static final class AlreadyTracked extends TrackException {
        private static final long serialVersionUID = 1L;

        AlreadyTracked(Pid process, String topic, String key) {
            super("process " + process + " is tracked on topic " + topic + " under key " + key
                    + " already; use update to change its meta");
        }
    }

    /** The process is not tracked on that topic under that key: there is nothing to update. */
    public static final class NotTracked extends TrackException {
        private static final long serialVersionUID = 1L;

        NotTracked(Pid process, String topic, String key) {
            super("process " + process + " is not tracked on topic " + topic + " under key " + key
                    + ", there is nothing to update; use track");
        }
    }
}
