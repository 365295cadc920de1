package dev.redstart.load.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Jobs in JVMs of their own. */
class ForksTest {
    @TempDir
    private Path folder = Path.of("");

    /** What the JVM says of itself. */
    record Said(String property, long pid) {}

    record Saying(String key) implements Job<Said> {
        @Override
        public Said run() {
            return new Said(System.getProperty(key, ""), ProcessHandle.current().pid());
        }

        @Override
        public Class<Said> resultType() {
            return Said.class;
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(60);
        }

        @Override
        public List<String> javaOptions() {
            return List.of("-Dmine=job", "-Xms64m");
        }
    }

    record Breaking(String why) implements Job<Said> {
        @Override
        public Said run() {
            throw new IllegalStateException(why);
        }

        @Override
        public Class<Said> resultType() {
            return Said.class;
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(60);
        }
    }

    record Hanging(int seconds) implements Job<Said> {
        @Override
        public Said run() throws Exception {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody counts down");
        }

        @Override
        public Class<Said> resultType() {
            return Said.class;
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(seconds);
        }
    }

    @Test
    void aJobIsDoneElsewhereAndItsOptionsComeLast() throws Exception {
        var forks = new Forks(folder.resolve("log"), List.of("-Dmine=ours", "-Dours=ours"));
        assertThat(forks.run(new Saying("mine")).property()).isEqualTo("job");
        var said = forks.run(new Saying("ours"));
        assertThat(said.property()).isEqualTo("ours");
        assertThat(said.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void aMeasurementComesBackWhole() throws Exception {
        var sample = new Forks(folder.resolve("log"), List.of("-Xms64m"))
                .run(new RateJob(Contestant.REDSTART, Workload.PING_PONG, new Timing(10, 50)));
        assertThat(sample.figures()).containsOnlyKeys(Column.PER_SECOND, Column.CPU_NANOS);
        assertThat(sample.health().trouble()).isEmpty();
    }

    @Test
    void aJobThatBreaksIsToldOfWithWhatItSaid() {
        assertThatExceptionOfType(Forks.Failed.class)
                .isThrownBy(() -> new Forks(folder.resolve("log"), List.of("-Xms64m")).run(new Breaking("no luck")))
                .withMessageContaining("Breaking").withMessageContaining("ended with 1")
                .withMessageContaining("no luck");
    }

    @Test
    void aJobThatHangsIsEnded() {
        assertThatExceptionOfType(Forks.Failed.class)
                .isThrownBy(() -> new Forks(folder.resolve("log"), List.of("-Xms64m")).run(new Hanging(1)))
                .withMessageContaining("must end within 1 s");
        assertThat(ProcessHandle.current().children()).isEmpty();
    }
}
