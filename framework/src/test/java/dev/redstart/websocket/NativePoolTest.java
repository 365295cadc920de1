package dev.redstart.websocket;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NativePoolTest {
    private final List<String> log = new ArrayList<>();
    private int count;
    private final NativePool<String> pool = new NativePool<>(this::make, one -> log.add("reset " + one),
            one -> log.add("end " + one), 2);

    private String make() {
        String name = "no. " + ++count;
        log.add("make " + name);
        return name;
    }

    @Test
    void oneAfterTheOtherShareOne() {
        assertThat(pool.<String>use(one -> one)).isEqualTo("no. 1");
        assertThat(pool.<String>use(one -> one)).isEqualTo("no. 1");
        assertThat(log).containsExactly("make no. 1", "reset no. 1", "reset no. 1");
    }

    @Test
    void usersAtTheSameTimeHaveOneEachAndTheSurplusIsEnded() {
        pool.use(_ -> pool.use(_ -> pool.<String>use(third -> third)));
        assertThat(log).containsExactly("make no. 1", "make no. 2", "make no. 3", "reset no. 3", "reset no. 2",
                "reset no. 1", "end no. 1");
    }

    @Test
    void anExceptionGivesItBackToo() {
        assertThatThrownBy(() -> pool.use(_ -> {
            throw new IllegalStateException("of the user");
        })).hasMessage("of the user");
        assertThat(pool.<String>use(one -> one)).isEqualTo("no. 1");
    }
}
