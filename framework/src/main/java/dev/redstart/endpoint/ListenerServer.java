package dev.redstart.endpoint;

import java.io.IOException;
import java.util.function.Function;

import dev.redstart.endpoint.undertow.UndertowServer;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;

/** Owns the open port: it is open as long as this process lives. */
final class ListenerServer implements GenServer<UndertowServer.OpenPort, ListenerServer.PortOf> {
    record PortOf(ReplyTo<Integer> from) {}

    /** Opens a port on IO threads. */
    @FunctionalInterface
    interface Opening {
        UndertowServer.OpenPort open(UndertowServer server, UndertowServer.Site site) throws IOException;
    }

    private final Opening opening;
    private final Name<IoServer.ServerOf> io;
    private final Function<LocalNode, UndertowServer.Site> site;

    ListenerServer(Opening opening, Name<IoServer.ServerOf> io,
            Function<LocalNode, UndertowServer.Site> site) {
        this.opening = opening;
        this.io = io;
        this.site = site;
    }

    @Override
    public InitResult<UndertowServer.OpenPort> init(ProcessContext<PortOf> context) throws Exception {
        UndertowServer server = context.ref(io).call(IoServer.ServerOf::new);
        var port = context.own(opening.open(server, site.apply(context.node())));
        context.telemetry().emit(new EndpointEvent.Listening(port.address()));
        return InitResult.started(port);
    }

    @Override
    public Next<UndertowServer.OpenPort> handle(PortOf request, UndertowServer.OpenPort port,
            ProcessContext<PortOf> context) {
        request.from().reply(port.address().getPort());
        return Next.same();
    }
}
