package dev.redstart.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import dev.redstart.Redstart;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessRef;
import dev.redstart.supervisor.Backoff;
import dev.redstart.supervisor.PartitionedSupervisorSpec;
import dev.redstart.supervisor.Restart;
import dev.redstart.supervisor.Strategy;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.supervisor.TreeNode;

import static dev.redstart.supervisor.ChildSpec.registry;
import static dev.redstart.supervisor.ChildSpec.worker;
import static dev.redstart.supervisor.DynamicSupervisorSpec.dynamicSupervisor;
import static dev.redstart.supervisor.PartitionedSupervisorSpec.partitionedSupervisor;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** The tree of the page, and what is done with it. */
final class Shop {
    // @start region="shop-tree"
    static final Name<SupervisorRequest> CARTS = Name.of("open-carts");

    static SupervisorSpec tree(Supplier<Map<String, BigDecimal>> bank) {
        return supervisor("shop")
                .child(worker(Licences.NAME, () -> new Licences(10)))
                .child(worker(Rates.NAME, () -> new Rates(bank))
                        .backoff(Backoff.exponential(Duration.ofMillis(200), Duration.ofSeconds(30))))
                .child(supervisor("basket").strategy(Strategy.REST_FOR_ONE)
                        .child(registry(Cart.ALL))
                        .child(dynamicSupervisor(CARTS.value()).name(CARTS)));
    }
    // @end

    private final Redstart app;

    Shop(Redstart app) {
        this.app = app;
    }

    // @start region="cart-of"
    /** The address of a customer's cart. Starts the cart if there is none. */
    ProcessRef<Cart.Message> cartOf(String customer, String country) {
        if (Cart.ALL.whereis(customer).isEmpty()) {
            var cart = worker(customer, Cart.spec(customer, country)).restart(Restart.TEMPORARY);
            try {
                app.supervisor(CARTS).startChild(cart);
            } catch (IllegalStateException e) {
                if (Cart.ALL.whereis(customer).isEmpty()) { // else another thread was faster
                    throw e;
                }
            }
        }
        return Cart.ALL.via(customer);
    }
    // @end

    // @start region="registry"
    int putIntoAllCartsOf(String country, String item) {
        var carts = Cart.ALL.select((customer, value) -> value.equals(country));
        carts.forEach(cart -> cart.process().tell(new Cart.Put(item)));
        return carts.size();
    }
    // @end

    // @start region="print-tree"
    static void print(TreeNode node, String indent, StringBuilder out) {
        out.append(indent).append(node.id());
        node.strategy().ifPresent(strategy -> out.append("  ").append(strategy));
        node.process().ifPresent(process -> out.append("  ").append(process.mailboxLength()).append(" waiting"));
        out.append('\n');
        node.children().forEach(child -> print(child, indent + "    ", out));
    }
    // @end

    // @start region="partitioned"
    static final Name<Counter.Message> HITS = Name.of("hits");
    static final PartitionedSupervisorSpec<Counter.Message> COUNTERS = partitionedSupervisor(HITS, Counter::new);

    void hit(String page) {
        COUNTERS.ref(app.node(), page).tell(new Counter.Add(1)); // one page, always the same counter
    }
    // @end
}
