package dev.redstart.channels;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("unused")
class EventTypesTest {
    abstract static class Base<E> implements Channel<String, E> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return JoinResult.joined("");
        }

        @Override
        public HandleResult<String> handleIn(E event, String state, Socket socket) {
            return HandleResult.noReply(state);
        }
    }

    sealed interface In {}

    record Shout(String body) implements In {}

    sealed interface Presence extends In {}

    record PresUpdate(String status) implements Presence {}

    static class Typed extends Base<In> {}

    static class TypedFurtherDown extends Typed {}

    static class Dynamic extends Base<Event> {}

    static class Open<E> extends Base<E> {}

    @SuppressWarnings("rawtypes")
    static class Raw extends Base {}

    static class NotSealed extends Base<Runnable> {}

    sealed interface Mixed {}

    static final class NoRecord implements Mixed {}

    static class MixedUp extends Base<Mixed> {}

    sealed interface Twice {}

    record PUSH(int a) implements Twice {}

    record Push(int b) implements Twice {}

    static class TwiceTheSame extends Base<Twice> {}

    sealed interface Reserved {}

    record PhxLeave() implements Reserved {}

    static class TakesReserved extends Base<Reserved> {}

    @Test
    void recordsOfASealedInterfaceAreTheEvents() {
        var events = EventTypes.of(TypedFurtherDown.class);
        assertThat(events.isDynamic()).isFalse();
        assertThat(events.records()).isEqualTo(Map.of("shout", Shout.class, "pres_update", PresUpdate.class));
    }

    @Test
    void eventMeansEverything() {
        var events = EventTypes.of(Dynamic.class);
        var payload = Payload.ofBytes(new byte[0]);
        assertThat(events.isDynamic()).isTrue();
        assertThat(events.decode("whatever", payload)).contains(new Event("whatever", payload));
    }

    @Test
    void whatIsUnknownIsEmpty() {
        assertThat(EventTypes.of(Typed.class).decode("whisper", Payload.ofBytes(new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Shout,shout", "EchoBin,echo_bin", "Push3,push3", "HTTPGet,http_get", "A,a", "ABTest,ab_test",
            "X2Y,x2_y"})
    void recordNamesInSnakeCase(String record, String event) {
        assertThat(EventTypes.eventName(record)).isEqualTo(event);
    }

    @Test
    void configurationErrorsSayWhatToDo() {
        assertThatThrownBy(() -> EventTypes.of(Raw.class))
                .hasMessageContaining("leaves the event type of Channel<S, E> open");
        assertThatThrownBy(() -> EventTypes.of(Open.class)).hasMessageContaining("leaves the event type");
        assertThatThrownBy(() -> EventTypes.of(NotSealed.class)).hasMessageContaining("java.lang.Runnable is neither");
        assertThatThrownBy(() -> EventTypes.of(MixedUp.class)).hasMessageContaining("NoRecord is neither");
        assertThatThrownBy(() -> EventTypes.of(TwiceTheSame.class)).hasMessageContaining("are called push");
        assertThatThrownBy(() -> EventTypes.of(TakesReserved.class)).hasMessageContaining("phx_leave");
    }
}
