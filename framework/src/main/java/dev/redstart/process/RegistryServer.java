package dev.redstart.process;

/** The process whose life is a registry's life. It does nothing else: nothing of a registry's work passes through it. */
final class RegistryServer implements GenServer<Boolean, Object> {
    private final Registry<?, ?, ?> registry;

    RegistryServer(Registry<?, ?, ?> registry) {
        this.registry = registry;
    }

    @Override
    public InitResult<Boolean> init(ProcessContext<Object> context) {
        return registry.open(context)
                .<InitResult<Boolean>>map(node -> InitResult.stop(
                        new ExitReason.Custom("registry " + registry.name() + " runs already, on node " + node)))
                .orElseGet(() -> InitResult.started(true));
    }

    @Override
    public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
        return Next.same();
    }
}
