package dev.redstart;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessInfo;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.supervisor.Supervisor;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.telemetry.Slf4jBinder;
import dev.redstart.telemetry.Telemetry;

/**
 * A running system: a node and its supervision tree. {@link #start} gives one, {@link #close} stops the tree in reverse order of its start.
 *
 * {@snippet :
 * Redstart.run(supervisor("chat").child(Endpoint.on(4000).files("/", "web")));
 * }
 *
 * <p>Threading: all methods may be called from any thread; those that wait must not be called from an IO thread.
 */
public final class Redstart implements AutoCloseable {
    /** How long {@link #close} waits for the tree before it kills what is left. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final LocalNode node;
    private final Supervisor root;
    private final CompletableFuture<ExitReason> ended;
    private volatile boolean closing;

    private Redstart(LocalNode node, ProcessRef<SupervisorRequest> root) {
        this.node = node;
        this.root = new Supervisor(root);
        this.ended = node.whenEnded(root.pid()).toCompletableFuture().whenComplete((_, _) -> node.close());
    }

    /**
     * Starts a tree and returns when all of it is up.
     *
     * @throws dev.redstart.process.StartException if a child did not start; what had started is stopped again
     */
    public static Redstart start(SupervisorSpec tree) {
        return start(tree, _ -> {});
    }

    /**
     * Like {@link #start(SupervisorSpec)}, and calls {@code attach} before anything of the tree starts, so that what it attaches misses no
     * event.
     */
    public static Redstart start(SupervisorSpec tree, Consumer<? super Telemetry> attach) {
        var node = new LocalNode(tree.id());
        Slf4jBinder.bind(node.telemetry());
        try {
            attach.accept(node.telemetry());
            return new Redstart(node, startRoot(node, tree));
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // the process of a supervisor spec takes supervisor requests
    private static ProcessRef<SupervisorRequest> startRoot(LocalNode node, SupervisorSpec tree) {
        var spec = (ProcessSpec<?, SupervisorRequest>) tree.childSpec().process();
        return node.start(spec).orElseThrow();
    }

    /**
     * Starts a tree, stops it when the JVM is told to end (SIGTERM, Ctrl-C), and blocks until it has stopped. If the tree gives up by
     * itself the JVM ends with status 1, so that whatever watches it can start it again.
     */
    public static void run(SupervisorSpec tree) {
        run(tree, _ -> {});
    }

    /** Like {@link #run(SupervisorSpec)}, and calls {@code up} once the tree is up; if that throws, the tree is stopped again. */
    public static void run(SupervisorSpec tree, Consumer<? super Redstart> up) {
        var started = new CompletableFuture<Redstart>();
        // there before the tree is: told to end while it starts, it comes up and goes down in good order
        var hook = Thread.ofPlatform().name("redstart-shutdown").unstarted(() -> closeOnceStarted(started));
        java.lang.Runtime.getRuntime().addShutdownHook(hook);
        try {
            started.complete(startFor(up, tree));
        } catch (RuntimeException | Error e) {
            started.completeExceptionally(e);
            forget(hook);
            throw e;
        }
        var redstart = started.join();
        redstart.ended.join();
        if (redstart.closing) {
            forget(hook);
        } else {
            System.exit(1);
        }
    }

    private static Redstart startFor(Consumer<? super Redstart> up, SupervisorSpec tree) {
        var redstart = start(tree);
        try {
            up.accept(redstart);
        } catch (RuntimeException | Error e) {
            redstart.close();
            throw e;
        }
        return redstart;
    }

    private static void closeOnceStarted(CompletableFuture<Redstart> started) {
        try {
            started.get(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS).close();
        } catch (ExecutionException _) {
            // it never came up, and run has said so
        } catch (TimeoutException | InterruptedException _) {
            // an init that hangs must not keep the JVM from ending
        }
    }

    private static void forget(Thread hook) {
        try {
            java.lang.Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // it runs right now, it is why the tree has ended
        }
    }

    /** The node. */
    public LocalNode node() {
        return node;
    }

    /** Where the system tells about itself. */
    public Telemetry telemetry() {
        return node.telemetry();
    }

    /** The supervisor at the top of the tree. */
    public Supervisor root() {
        return root;
    }

    /** The supervisor of that name. */
    public Supervisor supervisor(Name<SupervisorRequest> name) {
        return Supervisor.named(node, name);
    }

    /** The holder of {@code name}, found anew at every use. */
    public <M> ProcessRef<M> ref(Name<M> name) {
        return node.ref(name);
    }

    /** The process that holds {@code name}, if there is one. */
    public <M> Optional<ProcessRef<M>> whereis(Name<M> name) {
        return node.whereis(name);
    }

    /** Sends an exit signal; {@link ExitReason#KILL} cannot be trapped. */
    public void exit(Pid pid, ExitReason reason) {
        node.exit(pid, reason);
    }

    /** A process at this moment. */
    public ProcessInfo info(Pid pid) {
        return node.info(pid);
    }

    /** The living children of a process, in the order they were started. Start at {@link #root} to walk the tree. */
    public List<Pid> children(Pid pid) {
        return node.children(pid);
    }

    /** Blocks until the tree has ended. */
    public ExitReason awaitEnd() {
        return ended.join();
    }

    /**
     * Stops the tree, children in reverse order of their start, each within its budget, and returns when it has ended. Calling it again
     * only waits.
     */
    @Override
    public void close() {
        closing = true;
        node.exit(root.ref().pid(), ExitReason.SHUTDOWN);
        try {
            ended.get(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            node.close();
        } catch (InterruptedException _) { // also when a process of the tree closes it, and so ends itself
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of " + root + " failed", e);
        }
    }
}
