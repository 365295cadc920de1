package dev.redstart.docs;

import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Routes;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.presence.Presence;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.pubsub.PubSub;
import dev.redstart.supervisor.SupervisorSpec;

import static dev.redstart.supervisor.Strategy.REST_FOR_ONE;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** The application of {@code docs/presence.md}. */
final class PeopleApp {
    private PeopleApp() {}

    // @start region="presence-tree"
    static SupervisorSpec tree(PubSub pubsub, Presence presence, Endpoint endpoint) {
        return supervisor("people").strategy(REST_FOR_ONE)
                .child(pubsub)
                .child(presence) // after its pubsub, before the endpoint
                .child(endpoint);
    }
    // @end

    record PeopleSocket(PubSub pubsub, Presence presence) implements UserSocket<String> {
        @Override
        public Routes routes() {
            return Routes.of("room:*", PeopleChannel.class, () -> new PeopleChannel(presence));
        }

        @Override
        public ConnectResult<String> connect(Connect connect) {
            return connect.param("user").map(ConnectResult::ok).orElse(ConnectResult.refused("who are you?"));
        }
    }
}
