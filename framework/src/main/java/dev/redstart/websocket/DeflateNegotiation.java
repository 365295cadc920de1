package dev.redstart.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

import dev.redstart.websocket.ExtensionOffer.Parameter;

/**
 * Which offer of permessage-deflate is accepted, and with which answer (RFC 7692 5.1 and 7.1), as a pure function. An
 * offer that is illegal, or that cannot be honoured to the letter, is declined, and the client's next one is looked at.
 *
 * <p>
 * The answer always rules context takeover out for both sides, which a server may do unasked (7.1.1). The window of
 * {@link java.util.zip.Deflater} is always 15 bits, so an offer that asks for a smaller one is declined (7.1.2.1);
 * {@link java.util.zip.Inflater} understands every window a client may choose (7.1.2.2).
 */
final class DeflateNegotiation {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final String FULL_WINDOW = "15";
    private static final Set<String> WINDOWS = Set.of("8", "9", "10", "11", "12", "13", "14", FULL_WINDOW);

    private DeflateNegotiation() {}

    /** What to name in the answer's {@code Sec-WebSocket-Extensions}; empty if no offer is accepted. */
    static Optional<String> answer(List<ExtensionOffer> offers) {
        return offers.stream().filter(offer -> offer.name().equals(NAME))
                .flatMap(offer -> answerTo(offer.parameters()).stream()).findFirst();
    }

    private static Optional<String> answerTo(List<Parameter> parameters) {
        var answer = new StringJoiner("; ").add(NAME).add(SERVER_NO_CONTEXT).add(CLIENT_NO_CONTEXT);
        var seen = new HashSet<String>();
        for (Parameter parameter : parameters) {
            if (!seen.add(parameter.name()) || !canBeHonoured(parameter)) {
                return Optional.empty();
            }
            window(parameter).ifPresent(answer::add);
        }
        return Optional.of(answer.toString());
    }

    private static boolean canBeHonoured(Parameter parameter) {
        String value = parameter.value();
        return switch (parameter.name()) {
            case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value == null;
            case SERVER_WINDOW -> FULL_WINDOW.equals(value);
            case CLIENT_WINDOW -> value == null || WINDOWS.contains(value);
            default -> false;
        };
    }

    /** Confirms a window that was offered. A client that leaves its own to us may use all of it. */
    private static Optional<String> window(Parameter parameter) {
        String value = parameter.value();
        return switch (parameter.name()) {
            case SERVER_WINDOW, CLIENT_WINDOW ->
                Optional.of(parameter.name() + '=' + (value == null ? FULL_WINDOW : value));
            default -> Optional.empty();
        };
    }
}
