package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.redstart.channels.presence.Meta;
import dev.redstart.channels.presence.Presence;
import dev.redstart.channels.presence.PresenceEvent;
import dev.redstart.channels.presence.Present;
import dev.redstart.channels.serializer.UnencodableMessageException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** PROTOCOL.md 20, the wire side: the same on both transports. */
@ParameterizedClass
@EnumSource(Transport.class)
class PresenceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NOBODY = "{}";

    private final Transport transport;
    private PeopleServer server;

    PresenceTest(Transport transport) {
        this.transport = transport;
        server = new PeopleServer(transport, presence -> presence);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(UnaryOperator<Presence> settings) {
        server.close();
        server = new PeopleServer(transport, settings);
    }

    private static String meta(String ref) {
        return "{\"phx_ref\":\"" + ref + "\",\"status\":\"on\"}";
    }

    private static String one(String key, String metas) {
        return "{\"" + key + "\":{\"metas\":[" + metas + "]}}";
    }

    private static String diff(String joins, String leaves) {
        return "{\"joins\":" + joins + ",\"leaves\":" + leaves + "}";
    }

    // ---- frames -------------------------------------------------------------------------------------------------------------------

    @Test
    void section20stateIsPushedToTheOneWhoJoinedWithItsJoinRef() {
        var ana = server.join("ana");
        assertThat(ana.state()).isEqualTo(one("ana", meta("A")));
        assertThat(server.join("").state()).isEqualTo(one("ana", meta("A")));
    }

    @Test
    void section20stateOfNobodyIsAnEmptyObject() {
        assertThat(server.join("").state()).isEqualTo(NOBODY);
    }

    @Test
    void section20diffIsBroadcastWithoutJoinRefAndHasBothKeys() {
        var onlooker = server.join("");
        var ana = server.join("ana");
        assertThat(onlooker.diff()).isEqualTo(diff(one("ana", meta("A")), NOBODY));
        ana.push("untrack", "{}");
        assertThat(onlooker.diff()).isEqualTo(diff(NOBODY, one("ana", meta("A"))));
    }

    @Test
    void section20theSameKeyTwiceIsTwoMetasTheOldestFirst() {
        var onlooker = server.join("");
        server.join("ana");
        onlooker.diff();
        server.join("ana");
        onlooker.diff();
        var state = server.join("").state();
        assertThat(state).isEqualTo(one("ana", meta("A") + "," + meta("B")));
        assertThat(server.presence().getByKey("room:x", "ana").orElseThrow().metas()).hasSize(2);
    }

    @Test
    void section20anUpdateIsOneDiffWithTheNewMetaAndTheOldOne() {
        var onlooker = server.join("");
        var ana = server.join("ana");
        onlooker.diff();
        ana.push("update", "{\"status\":\"away\"}");
        assertThat(onlooker.diff()).isEqualTo(diff(
                one("ana", "{\"phx_ref\":\"B\",\"phx_ref_prev\":\"A\",\"status\":\"away\"}"), one("ana", meta("A"))));
        ana.push("update", "{}");
        assertThat(onlooker.diff()).isEqualTo(diff(one("ana", "{\"phx_ref\":\"C\",\"phx_ref_prev\":\"B\"}"),
                one("ana", "{\"phx_ref\":\"B\",\"phx_ref_prev\":\"A\",\"status\":\"away\"}")));
    }

    @Test
    void section20trackTwiceUpdateOfNothingUntrackOfNothing() {
        var ana = server.join("ana");
        ana.push("track", "{}");
        assertThat(ana.reply()).contains("error").contains("AlreadyTracked");
        ana.push("untrack", "{}");
        assertThat(ana.reply()).contains("ok");
        ana.push("untrack", "{}");
        assertThat(ana.reply()).contains("ok");
        ana.push("update", "{}");
        assertThat(ana.reply()).contains("error").contains("NotTracked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phx_leave", "boom", "stop", "disconnect", "cable", "kill"})
    void section20whoEndsInWhateverWayHasLeft(String how) {
        assumeTrue(transport == Transport.WEBSOCKET || !how.equals("cable"), "nobody hears of a cable on long-poll");
        var onlooker = server.join("");
        onlooker.state();
        var ana = server.join("ana");
        ana.state();
        onlooker.diff();
        switch (how) {
            case "disconnect" -> server.disconnect(ana);
            case "cable" -> ana.client().close();
            case "kill" -> channels().forEach(pid -> server.system().exit(pid, ExitReason.KILL));
            default -> ana.push(how, "{}");
        }
        if (how.equals("kill")) { // the onlooker's channel, too
            await().atMost(PATIENCE).until(() -> server.presence().count("room:x") == 0);
        } else {
            assertThat(onlooker.diff()).isEqualTo(diff(NOBODY, one("ana", meta("A"))));
            assertThat(server.presence().list("room:x")).isEmpty();
        }
    }

    private List<Pid> channels() {
        var supervisor = server.system()
                .whereis(Name.<Object>of("channels of /socket/websocket of endpoint"))
                .orElseThrow();
        return server.system().children(supervisor.pid());
    }

    @Test
    void section20keysAreArbitraryStrings_cve_2026_56812() {
        server.join("");
        var ana = server.join("__proto__");
        assertThat(ana.state()).isEqualTo(one("__proto__", meta("A")));
        var quoted = server.join("a\\\"},{");
        assertThat(quoted.state()).isEqualTo("{\"__proto__\":{\"metas\":[" + meta("A") + "]},\"a\\\"},{\":{\"metas\":["
                + meta("B") + "]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"constructor", "prototype", "hasOwnProperty", "toString", "metas", "phx_ref", "joins",
            "línea 🐦", " "})
    void section20noKeyIsSpecial_cve_2026_56812(String key) {
        var onlooker = server.join("");
        var somebody = server.join(key);
        assertThat(somebody.state()).isEqualTo(one(key, meta("A")));
        assertThat(onlooker.diff()).isEqualTo(diff(one(key, meta("A")), NOBODY));
        somebody.push("phx_leave", "{}");
        assertThat(onlooker.diff()).isEqualTo(diff(NOBODY, one(key, meta("A"))));
    }

    @Test
    void section19order6whoRejoinsGetsTheWholeStateAgain() {
        var ana = server.join("ana");
        assertThat(ana.state()).isEqualTo(one("ana", meta("A")));
        ana.push("phx_leave", "{}");
        server.join("bo").state();
        ana.join("ana");
        assertThat(ana.state()).isEqualTo(
                "{\"ana\":{\"metas\":[" + meta("B") + "]},\"bo\":{\"metas\":[" + meta("C") + "]}}");
    }

    // ---- hooks --------------------------------------------------------------------------------------------------------------------

    @Test
    void section20fetchAddsFieldsToStatesAndDiffsAndKeepsTheMetas() {
        restart(presence -> presence.fetch((topic, presences) -> {
            presences.replaceAll((key, present) -> new Present(List.of(), Map.of("name", key + " on " + topic)));
            return presences;
        }));
        var onlooker = server.join("");
        var ana = server.join("ana");
        var fetched = "{\"ana\":{\"metas\":[" + meta("A") + "],\"name\":\"ana on room:x\"}}";
        assertThat(ana.state()).isEqualTo(fetched);
        assertThat(onlooker.diff()).isEqualTo(diff(fetched, NOBODY));
        server.disconnect(ana);
        assertThat(onlooker.diff()).isEqualTo(diff(NOBODY, fetched));
    }

    /** It runs beside the tracker: what changes meanwhile is told behind it, together. */
    @Test
    void section20aFetchThatTakesItsTimeHoldsUpNobodyAndKeepsTheOrder() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        restart(presence -> presence.fetch((topic, presences) -> {
            begun.countDown();
            goOn.await();
            return presences;
        }));
        var presence = server.presence();
        var pid = server.system().root().ref().pid();
        var onlooker = server.join("");
        assertThat(onlooker.state()).isEqualTo(NOBODY);
        presence.track(pid, "room:x", "ana", Map.of("status", "on"));
        begun.await();
        presence.track(pid, "room:x", "bo", Map.of("status", "on"));
        presence.untrack(pid, "room:x", "ana");
        assertThat(presence.count("room:x")).isEqualTo(1);
        goOn.countDown();
        assertThat(onlooker.diff()).isEqualTo(diff(one("ana", meta("A")), NOBODY));
        assertThat(onlooker.diff()).isEqualTo(diff(one("bo", meta("B")), one("ana", meta("A"))));
    }

    @Test
    void aFetchThatFailsCostsTheDiffItsFieldsOnly() {
        var failures = new LinkedBlockingQueue<PresenceEvent>();
        restart(presence -> presence.fetch((topic, presences) -> {
            throw new IllegalStateException("no database");
        }));
        server.system().telemetry().listen(event -> {
            if (event instanceof PresenceEvent failed) {
                failures.add(failed);
            }
        });
        var onlooker = server.join("");
        server.presence().track(server.system().root().ref().pid(), "room:x", "ana", Map.of("status", "on"));
        assertThat(onlooker.diff()).isEqualTo(diff(one("ana", meta("A")), NOBODY));
        assertThat(failures.poll()).extracting(PresenceEvent::describe).asString().contains("fetch of presence people")
                .contains("room:x").contains("no database");
        assertThatThrownBy(() -> server.presence().list("room:x")).hasMessage("no database");
    }

    @Test
    void aFetchThatForgetsSomebodyHidesNobody() {
        restart(presence -> presence.fetch((topic, presences) -> Map.of()));
        assertThat(server.join("ana").state()).isEqualTo(one("ana", meta("A")));
    }

    @Test
    void section20handleMetasHearsWhatClientsHear() throws InterruptedException {
        var heard = new LinkedBlockingQueue<String>();
        restart(
                presence -> presence.handleMetas(() -> 0, (topic, diff, there, calls) -> {
                    heard.add(calls + " " + topic + " +" + diff.joins().keySet() + " -" + diff.leaves().keySet() + " "
                            + there.count(topic));
                    if (calls == 1) {
                        throw new IllegalStateException("its state stays 1");
                    }
                    return calls + 1;
                }));
        var ana = server.join("ana");
        assertThat(next(heard)).isEqualTo("0 room:x +[ana] -[] 1");
        ana.push("update", "{}");
        assertThat(next(heard)).isEqualTo("1 room:x +[ana] -[ana] 1");
        server.disconnect(ana);
        assertThat(next(heard)).isEqualTo("1 room:x +[] -[ana] 0");
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).isNotNull();
        return Objects.requireNonNull(next);
    }

    // ---- what the server sees -----------------------------------------------------------------------------------------------------

    record Device(String kind, int battery) {}

    @Test
    void metasAreReadAsTheyWereWritten() {
        var presence = server.presence();
        var pid = server.system().root().ref().pid();
        var first = presence.track(pid, "room:x", "ana", new Device("phone", 80));
        var second = presence.update(pid, "room:x", "ana", new Device("phone", 79));
        var ana = presence.getByKey("room:x", "ana").orElseThrow();
        assertThat(ana.metas()).extracting(Meta::phxRef).containsExactly(second);
        assertThat(ana.metas()).extracting(Meta::phxRefPrev).containsExactly(first);
        assertThat(ana.metas().getFirst().payload().as(Device.class)).isEqualTo(new Device("phone", 79));
        assertThat(ana.metas().getFirst().text("kind")).contains("phone");
        assertThat(presence.getByKey("room:x", "bo")).isEmpty();
        presence.untrack(pid, "room:x", "ana");
        assertThat(presence.count("room:x")).isZero();
    }

    @Test
    void pagesFollowEachOther() {
        var presence = server.presence();
        var pid = server.system().root().ref().pid();
        List.of("d", "b", "a", "c", "e").forEach(key -> presence.track(pid, "room:x", key, Map.of()));
        var first = presence.page("room:x", 2);
        assertThat(first.present().keySet()).containsExactly("a", "b");
        var second = presence.page("room:x", first.next().orElseThrow(), 3);
        assertThat(second.present().keySet()).containsExactly("c", "d", "e");
        assertThat(second.next()).isEmpty();
        assertThat(presence.count("room:x")).isEqualTo(5);
        presence.untrack(pid);
        assertThat(presence.list("room:x")).isEmpty();
    }

    @Test
    void whatIsNoJsonObjectIsNoMeta() {
        var presence = server.presence();
        var pid = server.system().root().ref().pid();
        assertThatThrownBy(() -> presence.track(pid, "room:x", "ana", "here"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("was java.lang.String");
        assertThatThrownBy(() -> presence.track(pid, "room:x", "ana", Map.of("phx_ref", "mine")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("phx_ref");
        assertThatThrownBy(() -> presence.track(pid, "room:x", "ana", Map.of("thread", new Object())))
                .isInstanceOf(UnencodableMessageException.class);
        presence.track(pid, "room:x", "ana", Map.of("says", "\"phx_ref\""));
        assertThat(presence.count("room:x")).isEqualTo(1);
    }

    @Test
    void aFieldBesideTheMetasMustNotTakeTheirPlace() {
        assertThatThrownBy(() -> new Present(List.of(), Map.of()).with("metas", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
