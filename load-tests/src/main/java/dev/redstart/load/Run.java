package dev.redstart.load;

import java.util.concurrent.Callable;

import dev.redstart.load.bench.BlockingCommand;
import dev.redstart.load.bench.BoundsCommand;
import dev.redstart.load.bench.PresenceCommand;
import dev.redstart.load.bench.ProcessesCommand;
import dev.redstart.load.bench.StarvationCommand;
import dev.redstart.load.compare.CompareCommand;
import dev.redstart.load.gatling.ChatCommand;
import dev.redstart.load.run.Program;
import dev.redstart.load.swarm.ChurnCommand;
import dev.redstart.load.swarm.ConnectCommand;
import dev.redstart.load.swarm.FanOutCommand;
import dev.redstart.load.swarm.IdleCommand;
import dev.redstart.load.swarm.RttCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main class behind {@code load-tests/run}: one subcommand for each scenario. */
@Command(name = "run", synopsisSubcommandLabel = "SCENARIO", commandListHeading = "%nScenarios (run SCENARIO --help shows the options of one):%n", subcommands = {
        IdleCommand.class,
        RttCommand.class,
        FanOutCommand.class,
        ConnectCommand.class,
        ChurnCommand.class,
        CompareCommand.class,
        ChatCommand.class,
        BoundsCommand.class,
        ProcessesCommand.class,
        BlockingCommand.class,
        StarvationCommand.class,
        PresenceCommand.class}, description = "Starts the server under test, loads it, prints what was found, writes it to target/results, stops the server.")
public final class Run implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--list", description = "list the scenarios, one line each")
    private boolean list;

    private Run() {}

    static void main(String[] args) {
        Program.main(new Run(), args);
    }

    /** Without a scenario: the list, or the usage. */
    @Override
    public Integer call() {
        if (!list) {
            throw new ParameterException(spec.commandLine(), "a scenario must be named");
        }
        spec.subcommands().forEach((name, command) -> spec.commandLine().getOut().printf("%-10s %s%n", name,
                String.join(" ", command.getCommandSpec().usageMessage().description())));
        return 0;
    }
}
