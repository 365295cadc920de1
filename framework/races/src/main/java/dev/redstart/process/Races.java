package dev.redstart.process;

/** What the races are run on: processes that are never given a thread, so that nothing moves but what a race moves. */
final class Races {
    /** An inbox and nothing round it. */
    static final class BareInbox extends Inbox {
        /** @param running whether an activation runs */
        BareInbox(boolean running) {
            if (running) {
                acquireIdle();
            }
        }
    }

    private record Nothing() implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    private static final LocalNode NODE = new LocalNode("races", _ -> {}, new Timers(new SystemTime("races")),
            NodeRules.ofSystemProperties());
    private static final ProcessKind<Boolean, Object> PLAIN = NODE.kind("plain", new Nothing(), Mailbox.unbounded(),
            false);
    private static final ProcessKind<Boolean, Object> TRAPPING = NODE.kind("trapping", new Nothing(),
            Mailbox.unbounded(), true);

    private Races() {}

    static LocalPid plain() {
        return (LocalPid) PLAIN.spawn(true, NODE.first()).pid();
    }

    static LocalPid trapping() {
        return (LocalPid) TRAPPING.spawn(true, NODE.first()).pid();
    }

    /** How many signals of that type wait for {@code process}; nobody else may be at it any more. It is ended then. */
    static int count(LocalPid process, Class<?> type) {
        var count = 0;
        for (var item = process.take(); item != null; item = process.take()) {
            if (type.isInstance(item)) {
                count++;
            }
        }
        process.die(ExitReason.KILLED, null);
        return count;
    }

    /** Ends what a race has left, so that millions of rounds do not fill the node. */
    static void end(LocalPid process) {
        process.die(ExitReason.KILLED, null);
    }
}
