package dev.redstart.process;

/** A name on a node. */
record NamedRef<M>(LocalNode node, Name<M> name) implements ResolvedRef<M> {
    @Override
    public ProcessRef<M> resolve() {
        return node.whereis(name).orElseThrow(() -> new CallException.NoProcess("named " + name));
    }

    @Override
    public String toString() {
        return name.value();
    }
}
