package dev.redstart.load.bench;

import java.io.IOException;
import java.util.List;

import dev.redstart.load.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that measures in JVMs of its own. Written by picocli, then only read. */
final class ForkOptions {
    @Option(names = "--contestants", paramLabel = "NAME", split = ",", converter = Contestant.Converter.class, description = "redstart, pekko, fresh-threads (a fresh virtual thread per activation); by default those with whom to compare")
    private @Nullable List<Contestant> contestants;

    @Option(names = "--java-opts", paramLabel = "OPTS", defaultValue = "", description = "further options of each measured JVM, for example '-Xmx4g -XX:+UseZGC'")
    private String javaOpts = "";

    List<Contestant> contestants(List<Contestant> usual) {
        return contestants == null ? usual : contestants;
    }

    /** Their output goes to a log file of this run. */
    Forks forks(String scenario, RunFolder folder) throws IOException {
        var options = javaOpts.isBlank() ? List.<String>of() : List.of(javaOpts.strip().split(" +", -1));
        return new Forks(folder.result(scenario, "log"), options);
    }
}
