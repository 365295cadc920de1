package dev.redstart.process;

import java.util.ArrayList;
import java.util.List;

import dev.redstart.process.Registry.Entry;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** A registry against a plain list of what is registered, whatever some processes do, one after the other. */
class RegistryProperties {
    private static final List<String> KEYS = List.of("a", "b", "c");

    enum What {
        REGISTER, UNREGISTER, UPDATE, KILL
    }

    record Step(What what, int process, String key) {}

    /** What should be found, in the order it came. */
    private static final class Model {
        final boolean unique;
        final List<Entry<String, Integer, Object>> entries = new ArrayList<>();

        Model(boolean unique) {
            this.unique = unique;
        }

        List<Entry<String, Integer, Object>> under(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).toList();
        }

        List<String> keys(ProcessRef<Object> process) {
            return entries.stream().filter(entry -> entry.process().equals(process)).map(Entry::key).toList();
        }

        boolean mayRegister(String key) {
            return !unique || under(key).isEmpty();
        }

        boolean holds(ProcessRef<Object> process, String key) {
            return under(key).stream().anyMatch(entry -> entry.process().equals(process));
        }
    }

    @Property(tries = 200)
    void behavesLikeAListOfEntries(@ForAll boolean unique, @ForAll("steps") @Size(max = 60) List<Step> steps) {
        var system = new TestNode();
        var registry = unique
                ? Registry.<String, Integer, Object>unique("r")
                : Registry.<String, Integer, Object>duplicate("r");
        system.node().start(registry.lifetime());
        var probes = new ArrayList<>(List.of(system.probe("0"), system.probe("1"), system.probe("2")));
        var model = new Model(unique);
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            take(step, i, registry, probes.get(step.process), model);
            if (step.what == What.KILL) {
                system.kill(probes.get(step.process).pid());
                probes.set(step.process, system.probe("again"));
            }
            check(registry, probes, model);
        }
        system.node().close();
        TestNode.eventually(registry, it -> it.count() == 0);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.of(What.class), Arbitraries.integers().between(0, 2),
                Arbitraries.of(KEYS)).as(Step::new).list();
    }

    private static void take(Step step, int value, Registry<String, Integer, Object> registry, Probe probe,
            Model model) {
        var key = step.key;
        var self = probe.ref();
        switch (step.what) {
            case REGISTER -> {
                var holder = probe.run(context -> registry.register(context, key, value));
                assertThat(holder.isEmpty()).isEqualTo(model.mayRegister(key));
                if (holder.isEmpty()) {
                    model.entries.add(new Entry<>(key, self, value));
                } else {
                    assertThat(holder).contains(model.under(key).getFirst().process().pid());
                }
            }
            case UNREGISTER -> {
                var before = model.entries.size();
                model.entries.removeIf(entry -> entry.key().equals(key) && entry.process().equals(self));
                assertThat(probe.<Integer>run(context -> registry.unregister(context, key)))
                        .isEqualTo(before - model.entries.size());
            }
            case UPDATE -> {
                if (model.unique && model.holds(self, key)) {
                    probe.act(context -> registry.updateValue(context, key, _ -> value));
                    model.entries.replaceAll(
                            entry -> entry.key().equals(key) ? new Entry<>(key, self, value) : entry);
                }
            }
            case KILL -> model.entries.removeIf(entry -> entry.process().equals(self));
        }
    }

    private static void check(Registry<String, Integer, Object> registry, List<Probe> probes, Model model) {
        for (var key : KEYS) {
            var expected = model.under(key);
            assertThat(registry.lookup(key)).isEqualTo(expected);
            if (model.unique) {
                assertThat(registry.whereis(key))
                        .isEqualTo(expected.stream().map(Entry::process).findFirst());
            }
        }
        for (var probe : probes) {
            assertThat(registry.keys(probe.pid())).isEqualTo(model.keys(probe.ref()));
        }
        assertThat(registry.select((_, _) -> true)).containsExactlyInAnyOrderElementsOf(model.entries);
        assertThat(registry.count()).isEqualTo(model.entries.size());
    }
}
