package dev.redstart.example.chat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ChatOptionsTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @Test
    void nothingSaidIsPort4000AndTheUsersDataFolder() {
        assertThat(parse(Map.of())).isEqualTo(
                new ChatOptions(4000, HOME.resolve(".local/share/redstart-chat"), Optional.empty()));
    }

    @Test
    void theEnvironmentIsHeard() {
        assertThat(parse(Map.of("PORT", "5000", "XDG_DATA_HOME", "/xdg")))
                .isEqualTo(new ChatOptions(5000, Path.of("/xdg/redstart-chat"), Optional.empty()));
        assertThat(parse(Map.of("XDG_DATA_HOME", "relative")).data())
                .isEqualTo(HOME.resolve(".local/share/redstart-chat"));
    }

    @Test
    void theCommandLineOverrulesIt() {
        assertThat(parse(Map.of("PORT", "5000"), "--port", "6000", "--data=/d=1", "--jdbc-url",
                "jdbc:postgresql://h/d?a=b"))
                .isEqualTo(new ChatOptions(6000, Path.of("/d=1"), Optional.of("jdbc:postgresql://h/d?a=b")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port x     | --port must be a number, was 'x'
            --port 65536 | port must be between 0 and 65535, was 65536
            --port       | --port needs a value
            --prot 1     | there is no option --prot
            4000         | there is no option 4000
            """)
    void whatIsWrongIsNamed(String line, String message) {
        assertThatThrownBy(() -> parse(Map.of(), line.split(" "))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aWrongPortInTheEnvironmentIsNamed() {
        assertThatThrownBy(() -> parse(Map.of("PORT", "http"))).hasMessage("PORT must be a number, was 'http'");
    }

    private static ChatOptions parse(Map<String, String> environment, String... arguments) {
        return ChatOptions.parse(List.of(arguments), environment);
    }
}
