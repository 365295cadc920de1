package dev.redstart.websocket;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.redstart.websocket.ExtensionOffer.Parameter;

/**
 * The grammar of {@code Sec-WebSocket-Extensions} (RFC 6455 9.1, with the lists, tokens and quoted strings of RFC 2616 2).
 *
 * <pre>{@code
 *   extension-list  = 1#extension                                  (empty elements are allowed and mean nothing)
 *   extension       = token *( ";" token [ "=" ( token | quoted-string ) ] )
 * }</pre>
 *
 * <p>
 * Spaces and tabs may stand between any two of these. What is in quotes must be a token, too, once its escapes are taken
 * out.
 */
final class ExtensionParser {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";
    private static final int DELETE = 0x7F;

    /** It has no stack trace: it tells about the client's bytes, which can be as wrong as often as the client likes. */
    private static final class MalformedException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        MalformedException() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;

    ExtensionParser(String text) {
        this.text = text;
    }

    /** Empty if the text breaks the grammar. To be called once. */
    Optional<List<ExtensionOffer>> parse() {
        try {
            return Optional.of(list());
        } catch (MalformedException _) {
            return Optional.empty();
        }
    }

    private List<ExtensionOffer> list() throws MalformedException {
        var offers = new ArrayList<ExtensionOffer>();
        do {
            skipSpace();
            if (at < text.length() && text.charAt(at) != ',') {
                offers.add(extension());
            }
        } while (take(','));
        require(at == text.length() && !offers.isEmpty());
        return offers;
    }

    private ExtensionOffer extension() throws MalformedException {
        var name = token();
        var parameters = new ArrayList<Parameter>();
        while (take(';')) {
            parameters.add(parameter());
        }
        return new ExtensionOffer(name, parameters);
    }

    private Parameter parameter() throws MalformedException {
        var name = token();
        return new Parameter(name, take('=') ? value() : null);
    }

    private String value() throws MalformedException {
        return take('"') ? quoted() : token();
    }

    private String token() throws MalformedException {
        skipSpace();
        int from = at;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        require(at > from);
        return text.substring(from, at);
    }

    /** Behind the opening quote. */
    private String quoted() throws MalformedException {
        var unescaped = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            char meant = c == '\\' ? next() : c;
            require(isTokenChar(meant));
            unescaped.append(meant);
        }
        require(!unescaped.isEmpty());
        return unescaped.toString();
    }

    private char next() throws MalformedException {
        require(at < text.length());
        return text.charAt(at++);
    }

    /** Steps over spaces, and over this character if it comes then. */
    private boolean take(char expected) {
        skipSpace();
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private static boolean isTokenChar(char c) {
        return c > ' ' && c < DELETE && SEPARATORS.indexOf(c) < 0;
    }

    private static void require(boolean holds) throws MalformedException {
        if (!holds) {
            throw new MalformedException();
        }
    }
}
