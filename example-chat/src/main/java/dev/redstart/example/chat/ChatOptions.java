package dev.redstart.example.chat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be said on the command line.
 *
 * @param port where the chat listens; 0 takes any free port
 * @param data the folder of the embedded database
 * @param jdbcUrl the database to use instead
 */
record ChatOptions(int port, Path data, Optional<String> jdbcUrl) {
    static final String USAGE = """
            usage: run [--port N] [--data DIR] [--jdbc-url URL]

              --port N        listen on port N (default: the environment's PORT, or 4000)
              --data DIR      keep the history in DIR (default: $XDG_DATA_HOME/redstart-chat or ~/.local/share/redstart-chat)
              --jdbc-url URL  keep the history in that database, for example
                              'jdbc:postgresql://localhost/chat?user=chat&password=...'

            Options for the JVM are taken from the environment's JAVA_OPTS.""";
    private static final String DEFAULT_PORT = "4000";

    ChatOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, was " + port);
        }
    }

    /** Reads {@code --name value} and {@code --name=value}; a later one overrules. */
    static ChatOptions parse(List<String> arguments, Map<String, String> environment) {
        var options = new ChatOptions(number("PORT", environment.getOrDefault("PORT", DEFAULT_PORT)),
                defaultData(environment), Optional.empty());
        var words = arguments.stream().flatMap(ChatOptions::split).iterator();
        while (words.hasNext()) {
            options = options.with(words.next(), words);
        }
        return options;
    }

    private ChatOptions with(String option, Iterator<String> rest) {
        return switch (option) {
            case "--port" -> new ChatOptions(number(option, value(option, rest)), data, jdbcUrl);
            case "--data" -> new ChatOptions(port, Path.of(value(option, rest)), jdbcUrl);
            case "--jdbc-url" -> new ChatOptions(port, data, Optional.of(value(option, rest)));
            default -> throw new IllegalArgumentException("there is no option " + option);
        };
    }

    private static Stream<String> split(String word) {
        return word.startsWith("--") ? Stream.of(word.split("=", 2)) : Stream.of(word);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, was '" + value + "'", e);
        }
    }

    private static Path defaultData(Map<String, String> environment) {
        // a relative XDG_DATA_HOME is invalid and to be ignored, says the XDG base directory specification
        var xdg = Optional.ofNullable(environment.get("XDG_DATA_HOME")).map(Path::of).filter(Path::isAbsolute);
        return xdg.orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("redstart-chat");
    }
}
