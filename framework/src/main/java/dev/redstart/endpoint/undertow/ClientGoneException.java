package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A client went away in the midst of its request or of the answer: nobody's fault, and nothing to tell as one. */
final class ClientGoneException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(String message, IOException cause) {
        super(message, cause);
    }
}
