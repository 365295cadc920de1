package dev.redstart.channels.serializer;

import java.util.List;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SerializerTableTest {
    private final SerializerTable table = SerializerTable.defaults();

    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "2.0.1", "2.0.9", "2.0.0+build", "2.0.1-rc.1"})
    void section2Version2(String vsn) {
        assertThat(table.choose(vsn)).isEqualTo(new SerializerTable.Choice.Chosen(V2Serializer.INSTANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.5"})
    void section2Version1(String vsn) {
        assertThat(table.choose(vsn)).isEqualTo(new SerializerTable.Choice.Chosen(V1Serializer.INSTANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.0", "2.1.0", "3.0.0", "123.1.1"})
    void section2VersionsNobodySpeaks(String vsn) {
        assertThat(table.choose(vsn)).isInstanceOfSatisfying(SerializerTable.Choice.Refused.class,
                refused -> assertThat(refused.reason()).contains(vsn).contains("~> 2.0.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "2", "abc", "", "2.0.0-", "02.0.0", "2.0.0.0", " 2.0.0", "99999999999.0.0"})
    void section2NoVersions(String vsn) {
        assertThat(table.choose(vsn)).isInstanceOfSatisfying(SerializerTable.Choice.Refused.class,
                refused -> assertThat(refused.reason()).startsWith("invalid transport version"));
    }

    @Test
    void section2PreReleaseComesBeforeItsRelease() {
        assertThat(table.choose("2.0.0-rc.1")).isInstanceOf(SerializerTable.Choice.Refused.class);
    }

    @Test
    void section2AnythingButTextIsRefused() {
        assertThat(table.choose(List.of("2.0.0"))).isInstanceOf(SerializerTable.Choice.Refused.class);
        assertThat(table.choose(Map.of())).isInstanceOf(SerializerTable.Choice.Refused.class);
    }

    @Test
    void section2AbsentMeansVersion1() {
        assertThat(table.choose(null)).isEqualTo(new SerializerTable.Choice.Chosen(V1Serializer.INSTANCE));
    }

    @Test
    void firstMatchingEntryWins() {
        var first = new NamedSerializer("first");
        var table = SerializerTable.of("2.0.3", first).and("2.0.0", new NamedSerializer("second"));
        assertThat(table.choose("2.0.4")).isEqualTo(new SerializerTable.Choice.Chosen(first));
        assertThat(table.choose("2.0.2")).isNotEqualTo(new SerializerTable.Choice.Chosen(first));
    }

    @Test
    void badRequirementIsAConfigurationError() {
        assertThatThrownBy(() -> SerializerTable.of("2.0", V2Serializer.INSTANCE))
                .hasMessageContaining("was \"2.0\"");
    }

    @Property
    void whateverAClientSendsIsAnswered(@ForAll String vsn) {
        assertThat(table.choose(vsn)).isNotNull();
    }

    private record NamedSerializer(String name) implements Serializer {
        @Override
        public Envelope decodeText(java.nio.ByteBuffer message) {
            throw new UndecodableMessageException("not in this test");
        }

        @Override
        public Envelope decodeBinary(java.nio.ByteBuffer message) {
            throw new UndecodableMessageException("not in this test");
        }

        @Override
        public dev.redstart.websocket.EncodedFrame encode(Outbound message) {
            throw new UnencodableMessageException("not in this test", null);
        }
    }
}
