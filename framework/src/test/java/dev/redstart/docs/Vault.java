package dev.redstart.docs;

import java.util.HashMap;
import java.util.Map;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

/** Keeps secrets and shows none. */
final class Vault implements GenServer<Map<String, String>, Vault.Message> {
    sealed interface Message {}

    record Store(String name, String secret) implements Message {}

    record Check(String name) implements Message {}

    @Override
    public InitResult<Map<String, String>> init(ProcessContext<Message> context) {
        return InitResult.started(Map.of());
    }

    @Override
    public Next<Map<String, String>> handle(Message message, Map<String, String> secrets,
            ProcessContext<Message> context) {
        return switch (message) {
            case Store(var name, var secret) -> {
                if (secret.isEmpty()) {
                    throw new IllegalArgumentException("the secret " + name + " must not be empty");
                }
                var more = new HashMap<>(secrets);
                more.put(name, secret);
                yield Next.go(Map.copyOf(more));
            }
            case Check(var name) -> {
                if (!secrets.containsKey(name)) {
                    throw new IllegalStateException("no secret " + name);
                }
                yield Next.same();
            }
        };
    }

    // @start region="redact"
    @Override
    public Object redactState(Map<String, String> secrets) {
        return secrets.keySet();
    }

    @Override
    public Object redactMessage(Message message) {
        return message instanceof Store(var name, _) ? new Store(name, "***") : message;
    }
    // @end
}
