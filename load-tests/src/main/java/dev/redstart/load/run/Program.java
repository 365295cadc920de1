package dev.redstart.load.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Runs a picocli command as a whole program: exit code 0 when all went well, 1 when something failed, 2 for wrong
 * options. Ctrl-C interrupts the command, and the JVM waits until it has closed its connections and stopped its server.
 */
public final class Program {
    /** Closing 10,000 connections and stopping a server takes seconds; one that hangs shall not hold up the user. */
    private static final long UNWIND_LIMIT_SECONDS = 60;

    private Program() {}

    /** Does not return: ends the JVM. */
    public static void main(Object command, String[] args) {
        var finished = new CountDownLatch(1);
        interruptAtShutdown(Thread.currentThread(), finished);
        int code;
        try {
            code = commandLine(command).execute(args);
        } finally {
            finished.countDown();
        }
        System.exit(code);
    }

    /** The command line of a command: every subcommand has --help, errors are shown in one line, without a stack. */
    public static CommandLine commandLine(Object command) {
        var line = new CommandLine(command);
        addHelp(line.getCommandSpec());
        return line.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr()
                    .println(failure instanceof InterruptedException ? "interrupted" : "failed: " + message(failure));
            return 1;
        });
    }

    private static void addHelp(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("show this help").build());
        spec.subcommands().values().forEach(subcommand -> addHelp(subcommand.getCommandSpec()));
    }

    private static String message(Exception failure) {
        boolean ours = failure instanceof IllegalArgumentException || failure instanceof IllegalStateException;
        return ours ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    private static void interruptAtShutdown(Thread command, CountDownLatch finished) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
            if (finished.getCount() > 0) {
                command.interrupt();
                awaitQuietly(finished);
            }
        }));
    }

    private static void awaitQuietly(CountDownLatch finished) {
        try {
            var _ = finished.await(UNWIND_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
