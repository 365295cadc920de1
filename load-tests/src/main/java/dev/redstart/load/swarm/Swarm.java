package dev.redstart.load.swarm;

import dev.redstart.load.run.Program;
import picocli.CommandLine.Command;

/** The lean client by itself, one subcommand for each mode: {@code Swarm idle --url ws://HOST:PORT/PATH --pid PID}. */
@Command(name = "swarm", subcommands = {IdleCommand.class, RttCommand.class,
        FanOutCommand.class, ConnectCommand.class,
        ChurnCommand.class}, description = "Many lean WebSocket connections that speak Phoenix Channels.")
public final class Swarm {
    private Swarm() {}

    static void main(String[] args) {
        Program.main(new Swarm(), args);
    }
}
