package dev.redstart.load.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Processes in a ring that pass tokens on; two of them with one token play ping-pong. */
final class Ring<A> implements Load {
    /** Counts its hops; written by whoever has it. */
    private static final class Token extends AtomicLong {
        private static final long serialVersionUID = 1;

        void hop() {
            setOpaque(getPlain() + 1);
        }
    }

    private final Actors<A> actors;
    private final int hopsPerOperation;
    private final List<A> members = new ArrayList<>(); // complete before the first token is sent
    private final List<Token> tokens = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LongAdder arrived = new LongAdder();

    /**
     * @param hopsPerOperation how many hops count as one operation
     */
    Ring(Actors<A> actors, int size, int tokens, int hopsPerOperation) {
        this.actors = actors;
        this.hopsPerOperation = hopsPerOperation;
        for (int i = 0; i < size; i++) {
            int next = (i + 1) % size;
            members.add(actors.spawn(token -> pass((Token) token, next)));
        }
        for (int i = 0; i < tokens; i++) {
            this.tokens.add(new Token());
        }
    }

    private boolean pass(Token token, int next) {
        token.hop();
        if (stopped.getOpaque()) {
            arrived.increment();
        } else {
            actors.tell(members.get(next), token);
        }
        return true;
    }

    @Override
    public void start() {
        for (int i = 0; i < tokens.size(); i++) {
            actors.tell(members.get(i * members.size() / tokens.size()), tokens.get(i));
        }
    }

    @Override
    public long operations() {
        return tokens.stream().mapToLong(Token::getOpaque).sum() / hopsPerOperation;
    }

    @Override
    public void stop() {
        stopped.set(true);
    }

    @Override
    public long missing() throws InterruptedException {
        Patience.until(() -> arrived.sum() == tokens.size());
        return tokens.size() - arrived.sum();
    }
}
