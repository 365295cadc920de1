package dev.redstart.endpoint;

import java.util.function.Supplier;

import dev.redstart.endpoint.undertow.UndertowServer;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;

/** Owns the IO threads: they live as long as this process. */
final class IoServer implements GenServer<UndertowServer, IoServer.ServerOf> {
    record ServerOf(ReplyTo<UndertowServer> from) {}

    private final Supplier<UndertowServer> factory;

    IoServer(Supplier<UndertowServer> factory) {
        this.factory = factory;
    }

    @Override
    public InitResult<UndertowServer> init(ProcessContext<ServerOf> context) {
        return InitResult.started(context.own(factory.get()));
    }

    @Override
    public Next<UndertowServer> handle(ServerOf request, UndertowServer server, ProcessContext<ServerOf> context) {
        request.from().reply(server);
        return Next.same();
    }
}
