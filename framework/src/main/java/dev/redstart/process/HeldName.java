package dev.redstart.process;

/** A name on a node, and who has it. */
final class HeldName extends Holding {
    private final Name<?> name;
    private final LocalPid holder;

    HeldName(Name<?> name, LocalPid holder) {
        this.name = name;
        this.holder = holder;
    }

    @Override
    void release() {
        holder.node().release(name, holder);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
