package dev.redstart.process;

import java.util.Optional;

/** What a process takes before its {@code init} runs, so that of two that want the same only one ever runs. */
sealed interface Claim<M> {
    /** @return who has it already, or empty if {@code process} has it now */
    Optional<Pid> take(LocalProcess<?, M> process);

    record OfName<M>(Name<M> name) implements Claim<M> {
        @Override
        public Optional<Pid> take(LocalProcess<?, M> process) {
            return process.node().register(name, process);
        }
    }

    record OfKey<K, V, M>(Registry<K, V, M> registry, K key, V value) implements Claim<M> {
        @Override
        public Optional<Pid> take(LocalProcess<?, M> process) {
            return registry.register(process, key, value);
        }
    }
}
