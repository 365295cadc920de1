package dev.redstart.process;

/** What a timer does that sends a message. Tells the message's type, never its contents. */
record Delivery<M>(LocalNode node, ProcessRef<M> target, M message) implements Runnable {
    @Override
    public void run() {
        try {
            target.tell(message);
        } catch (CallException _) {
            node.dropped(1); // a full mailbox or a name without holder: nobody is there to be told
        }
    }

    @Override
    public String toString() {
        return message.getClass().getName() + " to " + target;
    }
}
