package dev.redstart.websocket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.redstart.websocket.CloseReason.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WebSocketConnectionTest {
    private static final WebSocketLimits LIMITS = WebSocketLimits.defaults().withMaxOutbound(100, 5)
            .withMaxMessageBytes(50);

    private final FakeSocketIo io = new FakeSocketIo();
    private final RecordingListener listener = new RecordingListener();
    private final TrafficCounters counters = new TrafficCounters();
    private final FlushQueue flushes = new FlushQueue(io);
    private final UnfinishedBytes unfinished = new UnfinishedBytes(2_000);
    private final WebSocketConnection connection = new WebSocketConnection(io, listener, group(LIMITS));

    WebSocketConnectionTest() {
        io.attach(connection);
    }

    @Nested
    class Receiving {

        @Test
        void messagesAreHandedOnInOrder() {
            io.receive(ClientFrame.text("a"), ClientFrame.binary((byte) 1), ClientFrame.pong("p"));
            assertThat(listener.events).containsExactly("text a", "binary 01", "pong p");
        }

        @Test
        void unfinishedMessagesAreContinuedByTheNextBytes() {
            byte[] frame = ClientFrame.text("hello");
            for (byte b : frame) {
                io.receive(new byte[]{b});
            }
            assertThat(listener.events).containsExactly("text hello");
        }

        @Test
        void pingIsAnsweredAndToldOf() {
            io.receive(ClientFrame.ping("x"));
            assertThat(io.sent()).containsExactly(ServerFrame.pong("x"));
            assertThat(listener.events).containsExactly("ping x");
        }

        @Test
        void exceptionOfTheListenerClosesWith1011() {
            var failure = new IllegalStateException("of the listener");
            listener.onMessage = _ -> {
                throw failure;
            };
            io.receive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.close(1000));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1011));
            assertThat(listener.events).containsExactly("text a");
            assertThat(listener.reasons).containsExactly(new CloseReason(1011, true, Side.SERVER, failure));
        }

        @Test
        void trafficIsCounted() {
            io.receive(ClientFrame.text("a"), ClientFrame.ping(""));
            assertThat(counters.framesIn()).isEqualTo(2);
            assertThat(counters.bytesIn()).isEqualTo(7 + 6);
            assertThat(counters.framesOut()).isEqualTo(1);
            assertThat(counters.bytesOut()).isEqualTo(2);
        }
    }

    @Nested
    class Compressing {
        private final FakeSocketIo socket = new FakeSocketIo();
        private final WebSocketConnection compressing = new WebSocketConnection(socket, listener,
                new ConnectionGroup(WebSocketLimits.defaults(), counters, flushes, unfinished,
                        new PermessageDeflate(Compression.defaults())));

        Compressing() {
            socket.attach(compressing);
        }

        @Test
        void bothWays() {
            socket.receive(ClientFrame.masked(0xC1, 0, Deflated.deflate("a".getBytes(UTF_8))), ClientFrame.text("b"));
            assertThat(listener.events).containsExactly("text a", "text b");
            compressing.send(EncodedFrame.text("x".repeat(1_000)));
            compressing.send(EncodedFrame.text("short"));
            assertThat(socket.sent()).containsExactly(ServerFrame.compressedText("x".repeat(1_000)),
                    ServerFrame.text("short"));
        }

        @Test
        void theBytesThatTravelAreCounted() {
            var frame = EncodedFrame.text("x".repeat(1_000));
            compressing.send(frame);
            assertThat(counters.bytesOut()).isLessThan(50);
        }

        @Test
        void whatDoesNotInflateEndsIt() {
            socket.receive(ClientFrame.masked(0xC1, 0, (byte) 0xFF));
            assertThat(socket.sent()).containsExactly(ServerFrame.close(1007));
        }
    }

    @Nested
    class Unfinished {

        @Test
        void messagesAreLetGoOfWhenTheyAreWhole() {
            io.receive(ClientFrame.masked(0x01, 0, "begun".getBytes(UTF_8)));
            assertThat(unfinished.kept()).isPositive();
            io.receive(ClientFrame.masked(0x80, 0, "end".getBytes(UTF_8)));
            assertThat(listener.events).containsExactly("text begunend");
            assertThat(unfinished.kept()).isZero();
        }

        @Test
        void messagesOfEndedConnectionsAreLetGoOf() {
            io.receive(ClientFrame.masked(0x01, 0, "begun".getBytes(UTF_8)));
            io.receiveEnd(null);
            assertThat(unfinished.kept()).isZero();
        }

        @Test
        void messagesOfThoseWhoBreakTheRulesAreLetGoOf() {
            io.receive(ClientFrame.masked(0x01, 0, "begun".getBytes(UTF_8)));
            io.receive(ClientFrame.text("a new one"));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1002));
            assertThat(unfinished.kept()).isZero();
        }

        @Test
        void whoWouldExceedTheLimitForAllIsClosedWith1013AndNobodyElse() {
            var otherIo = new FakeSocketIo();
            var other = new WebSocketConnection(otherIo, new RecordingListener(), group(LIMITS));
            otherIo.attach(other);
            otherIo.receive(ClientFrame.masked(0x01, 0, new byte[10]));
            io.receive(ClientFrame.masked(0x01, 0, "begun".getBytes(UTF_8)));
            unfinished.keep(1_900);
            var third = new FakeSocketIo();
            third.attach(new WebSocketConnection(third, listener, group(LIMITS)));
            third.receive(ClientFrame.masked(0x01, 0, new byte[20]));
            assertThat(third.sent()).containsExactly(ServerFrame.close(1013));
            otherIo.receive(ClientFrame.masked(0x80, 0, new byte[1]));
            assertThat(other.isOpen()).isTrue();
            io.receive(ClientFrame.masked(0x80, 0, new byte[1]));
            assertThat(unfinished.kept()).isEqualTo(1_900);
        }
    }

    @Nested
    class Suspending {

        @Test
        void nothingMoreIsHandedOnNotEvenWhatHasCome() {
            listener.onMessage = WebSocketConnection::suspendReads;
            io.receive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.text("c"));
            assertThat(listener.events).containsExactly("text a");
            assertThat(io.isReading()).isFalse();
        }

        @Test
        void resumingHandsOnTheRestAndReadsAgain() {
            listener.onMessage = WebSocketConnection::suspendReads;
            byte[] last = ClientFrame.text("c");
            io.receive(ClientFrame.text("a"), ClientFrame.text("b"), Arrays.copyOf(last, 3));
            resume();
            assertThat(listener.events).containsExactly("text a", "text b");
            assertThat(io.isReading()).isFalse();
            resume();
            assertThat(io.isReading()).isTrue();
            io.receive(Arrays.copyOfRange(last, 3, last.length));
            assertThat(listener.events).containsExactly("text a", "text b", "text c");
        }

        @Test
        void resumingNeverCallsTheListenerFromInside() {
            listener.onMessage = WebSocketConnection::suspendReads;
            io.receive(ClientFrame.text("a"), ClientFrame.text("b"));
            connection.resumeReads();
            assertThat(listener.events).containsExactly("text a");
        }

        @Test
        void resumingInTheSameMessageLosesNothing() {
            listener.onMessage = _ -> {
                connection.suspendReads();
                connection.resumeReads();
            };
            io.receive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.text("c"));
            assertThat(listener.events).containsExactly("text a", "text b", "text c");
            assertThat(io.isReading()).isTrue();
        }

        @Test
        void fragmentedMessageSurvivesIt() {
            listener.onMessage = WebSocketConnection::suspendReads;
            io.receive(ClientFrame.text("a"), ClientFrame.frame(false, Opcode.TEXT, (byte) 'b'));
            resume();
            io.receive(ClientFrame.frame(true, Opcode.CONTINUATION, (byte) 'c'));
            assertThat(listener.events).containsExactly("text a", "text bc");
        }

        @Test
        void closingListensAgainForThePeersCloseFrame() {
            listener.onMessage = WebSocketConnection::suspendReads;
            io.receive(ClientFrame.text("a"), ClientFrame.text("b"));
            connection.close(1001);
            io.runTasks();
            assertThat(io.isReading()).isTrue();
            io.receive(ClientFrame.close(1001));
            assertThat(listener.events).containsExactly("text a");
            assertThat(listener.reasons).containsExactly(new CloseReason(1001, true, Side.SERVER, null));
        }

        /** The wish to be listened to again is under way to the IO thread, which must not take it for fulfilled. */
        @Test
        void closingIsHeardAlsoIfItIsSuspendedOnceMore() {
            connection.suspendReads();
            connection.close(1001);
            connection.suspendReads();
            io.runTasks();
            assertThat(io.isReading()).isTrue();
            io.receive(ClientFrame.close(1001));
            assertThat(listener.reasons).containsExactly(new CloseReason(1001, true, Side.SERVER, null));
        }

        @Test
        void closingConnectionsAreNotSuspended() {
            connection.close(1001);
            connection.suspendReads();
            assertThat(io.isReading()).isTrue();
        }

        private void resume() {
            connection.resumeReads();
            io.runTasks();
        }
    }

    @Nested
    class Sending {

        @Test
        void goesStraightToTheSocketIfNothingWaits() {
            assertThat(connection.send(EncodedFrame.text("a"))).isTrue();
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"));
            assertThat(connection.waitingBytes()).isZero();
        }

        @Test
        void whatWaitsLeavesInOneWrite() {
            io.makeRoom(0);
            send("a", "b", "c");
            assertThat(io.isWritableAsked()).isTrue();
            assertThat(connection.waitingBytes()).isEqualTo(9);
            int before = io.writes();
            io.makeRoom(100);
            assertThat(io.writes() - before).isEqualTo(1);
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"), ServerFrame.text("c"));
        }

        @Test
        void framesCutByTheSocketStayWhole() {
            io.makeRoom(0);
            send("abc", "def");
            for (int i = 0; i < 10; i++) {
                io.makeRoom(1);
            }
            assertThat(io.sent()).containsExactly(ServerFrame.text("abc"), ServerFrame.text("def"));
            assertThat(counters.framesOut()).isEqualTo(2);
            assertThat(counters.bytesOut()).isEqualTo(10);
        }

        @Test
        void otherThreadsFramesAreTakenAlongByTheOneThatWrites() {
            io.duringNextWrite(() -> send("b", "c"));
            send("a");
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"), ServerFrame.text("c"));
            assertThat(io.writes()).isEqualTo(2);
        }

        @Test
        void frameThatWasCutStaysBeforeThoseThatCameMeanwhile() {
            io.makeRoom(1);
            io.duringNextWrite(() -> send("b"));
            send("a");
            io.makeRoom(100);
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"));
        }

        @Test
        void oneThreadDoesNotWriteForOthersForEver() {
            sendOneMoreInEachWrite(100);
            send("first");
            assertThat(io.isWritableAsked()).isTrue();
            int bySender = io.sent().size();
            io.runTasks();
            assertThat(bySender).isLessThan(20);
            assertThat(io.sent()).hasSize(101);
        }

        @Test
        void unaskedWritableIsIgnored() {
            connection.writable();
            assertThat(io.writes()).isZero();
        }

        @Test
        void brokenSocketEndsTheConnection() {
            var cause = new IOException("broken pipe");
            io.failWrites(cause);
            send("a");
            io.runTasks();
            assertThat(listener.reasons).containsExactly(new CloseReason(1006, false, Side.PEER, cause));
            assertThat(connection.send(EncodedFrame.text("b"))).isFalse();
        }

        @Test
        void errorInTheSendersThreadEndsTheConnectionRatherThanBlockItForEver() {
            io.duringNextWrite(() -> {
                throw new StackOverflowError("of the sender");
            });
            assertThatThrownBy(() -> send("a")).isInstanceOf(StackOverflowError.class);
            io.runTasks();
            assertThat(listener.reasons).hasSize(1);
            assertThat(connection.send(EncodedFrame.text("b"))).isFalse();
        }

        private void sendOneMoreInEachWrite(int times) {
            if (times > 0) {
                io.duringNextWrite(() -> {
                    send("more");
                    sendOneMoreInEachWrite(times - 1);
                });
            }
        }
    }

    @Nested
    class Posting {

        @Test
        void leavesTheWritingToTheIoThread() {
            assertThat(connection.post(EncodedFrame.text("a"))).isTrue();
            assertThat(io.writes()).isZero();
            io.runTasks();
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"));
            assertThat(connection.waitingBytes()).isZero();
        }

        @Test
        void whatWasPostedByThenLeavesInOneWrite() {
            post("a", "b", "c");
            io.runTasks();
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"), ServerFrame.text("c"));
            assertThat(io.writes()).isEqualTo(1);
            assertThat(counters.writes()).isEqualTo(1);
        }

        @Test
        void nothingSentLaterOvertakesIt() {
            post("a");
            send("b");
            post("c");
            assertThat(io.writes()).isZero();
            io.runTasks();
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"), ServerFrame.text("c"));
        }

        @Test
        void doesNotOvertakeWhatWaits() {
            io.makeRoom(1);
            send("a");
            post("b");
            io.makeRoom(100);
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"));
        }

        @Test
        void isTakenAlongByWhoeverIsWriting() {
            io.duringNextWrite(() -> post("b"));
            send("a");
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"));
        }

        @Test
        void canBeRepeatedOnceItHasLeft() {
            post("a");
            io.runTasks();
            post("b");
            io.runTasks();
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.text("b"));
        }

        @Test
        void closesBehindWhatWasPosted() {
            post("a");
            connection.close(1001);
            io.runTasks();
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.close(1001));
        }

        @Test
        void isAnsweredBehindWhatWasPosted() {
            post("a");
            io.receive(ClientFrame.close(1000));
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.close(1000));
            assertThat(listener.reasons).containsExactly(new CloseReason(1000, true, Side.PEER, null));
        }

        @Test
        void brokenSocketEndsTheConnection() {
            var cause = new IOException("broken pipe");
            io.failWrites(cause);
            post("a");
            io.runTasks();
            assertThat(listener.reasons).containsExactly(new CloseReason(1006, false, Side.PEER, cause));
            assertThat(connection.post(EncodedFrame.text("b"))).isFalse();
        }

        @Test
        void whatEndedMeanwhileIsPassedOver() {
            post("a");
            connection.abort();
            io.runTasks();
            assertThat(io.sent()).isEmpty();
            assertThat(listener.reasons).hasSize(1);
        }

        @Test
        void tooMuchClosesWith1013() {
            post("a", "b", "c", "d", "e");
            assertThat(connection.post(EncodedFrame.text("f"))).isFalse();
            io.runTasks();
            assertThat(io.sent()).containsExactly(ServerFrame.close(1013));
        }

        private void post(String... texts) {
            for (String text : texts) {
                connection.post(EncodedFrame.text(text));
            }
        }
    }

    @Nested
    class LosingPeer {
        private final WebSocketConnection losing = new WebSocketConnection(io, listener,
                group(LIMITS.withOverflow(WebSocketLimits.Overflow.DROP_OLDEST)));

        @BeforeEach
        void attach() {
            io.attach(losing);
        }

        @Test
        void isToldOnceItTakesSomethingAgain() {
            io.makeRoom(0);
            for (int i = 0; i < 8; i++) {
                losing.send(EncodedFrame.text("" + i).droppable());
            }
            io.runTasks();
            assertThat(listener.events).isEmpty();
            io.makeRoom(100);
            assertThat(listener.events).containsExactly("lost 3");
            assertThat(io.sent()).extracting(ServerFrame::payload).containsExactly("3", "4", "5", "6", "7");
            assertThat(counters.framesDropped()).isEqualTo(3);
            assertThat(losing.isOpen()).isTrue();
        }

        @Test
        void isNotToldOfEachFrame() {
            io.makeRoom(0);
            for (int i = 0; i < 100; i++) {
                losing.send(EncodedFrame.text("12345678").droppable());
                io.makeRoom(1);
            }
            assertThat(listener.events).isEmpty();
        }

        @Test
        void isToldAtASweepIfItTakesAnythingAtAll() {
            io.makeRoom(0);
            for (int i = 0; i < 8; i++) {
                losing.send(EncodedFrame.text("" + i).droppable());
            }
            sweepLosing();
            assertThat(listener.events).isEmpty();
            io.makeRoom(1);
            sweepLosing();
            assertThat(listener.events).containsExactly("lost 3");
            sweepLosing();
            assertThat(listener.events).hasSize(1);
        }

        private void sweepLosing() {
            losing.sweep(0);
            io.runTasks();
        }

        @Test
        void isClosedByWhatMustArrive() {
            io.makeRoom(0);
            for (int i = 0; i < 6; i++) {
                losing.send(EncodedFrame.text("" + i));
            }
            io.makeRoom(100);
            assertThat(io.sent()).containsExactly(ServerFrame.close(1013));
        }

        @Test
        void endCountsWhatWasLost() {
            io.makeRoom(0);
            for (int i = 0; i < 8; i++) {
                losing.send(EncodedFrame.text("" + i).droppable());
            }
            losing.abort();
            assertThat(counters.framesDropped()).isEqualTo(3);
        }

        @Test
        void droppedFrameDoesNotEndASuspension() {
            var dropsNew = new WebSocketConnection(io, listener,
                    group(LIMITS.withOverflow(WebSocketLimits.Overflow.DROP_NEWEST)));
            io.attach(dropsNew);
            io.makeRoom(0);
            dropsNew.suspendReads();
            for (int i = 0; i < 6; i++) {
                dropsNew.send(EncodedFrame.text("" + i).droppable());
            }
            io.runTasks();
            assertThat(io.isReading()).isFalse();
        }
    }

    @Nested
    class TooSlowPeer {

        @Test
        void getsA1013InsteadOfWhatHasNotBegunToLeave() {
            io.makeRoom(1);
            send("begun", "b", "c", "d", "e");
            assertThat(connection.send(EncodedFrame.text("too much"))).isFalse();
            io.makeRoom(1000);
            assertThat(io.sent()).containsExactly(ServerFrame.text("begun"), ServerFrame.close(1013));
            io.receive(ClientFrame.close(1013));
            assertThat(listener.reasons).containsExactly(new CloseReason(1013, true, Side.SERVER, null));
        }

        @Test
        void isNoticedByBytesToo() {
            io.makeRoom(0);
            send("x".repeat(60));
            assertThat(connection.send(EncodedFrame.text("y".repeat(60)))).isFalse();
            assertThat(connection.waitingBytes()).isEqualTo(4);
        }

        @Test
        void mayGetOneFrameOfAnySize() {
            io.makeRoom(10);
            assertThat(connection.send(EncodedFrame.text("x".repeat(1000)))).isTrue();
            io.makeRoom(10_000);
            assertThat(io.sent()).containsExactly(ServerFrame.text("x".repeat(1000)));
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void keepsWhatAnotherThreadIsJustWriting() {
            io.duringNextWrite(() -> send("1", "2", "3", "4", "5", "6"));
            send("a");
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.close(1013));
        }

        @Test
        void isResetIfTheCloseFrameCannotLeave() {
            io.makeRoom(1);
            send("begun", "b", "c", "d", "e", "f");
            sweep(0, 5);
            assertThat(io.isReset()).isTrue();
            assertThat(listener.reasons).containsExactly(new CloseReason(1013, false, Side.SERVER, null));
            assertThat(connection.waitingBytes()).isZero();
        }
    }

    @Nested
    class ClosedByThePeer {

        @Test
        void isAnsweredWith1000AndEndsCleanly() {
            io.receive(ClientFrame.close(1001), ClientFrame.text("after"));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1000));
            assertThat(io.isEnded()).isTrue();
            assertThat(listener.events).isEmpty();
            assertThat(listener.reasons).containsExactly(new CloseReason(1001, true, Side.PEER, null));
        }

        @Test
        void withoutACodeIsAnsweredToo() {
            io.receive(ClientFrame.frame(true, Opcode.CLOSE));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1000));
            assertThat(listener.reasons).containsExactly(new CloseReason(1005, true, Side.PEER, null));
        }

        @Test
        void withAServersCodeIsAnsweredWith1002() {
            io.receive(ClientFrame.close(1012));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1002));
            assertThat(listener.reasons).containsExactly(new CloseReason(1012, true, Side.PEER, null));
        }

        @Test
        void isAnsweredBehindWhatWaits() {
            io.makeRoom(0);
            send("a");
            io.receive(ClientFrame.close(4000));
            assertThat(io.isEnded()).isFalse();
            io.makeRoom(100);
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.close(1000));
            assertThat(listener.reasons).containsExactly(new CloseReason(4000, true, Side.PEER, null));
        }

        @Test
        void isResetIfTheAnswerCannotLeave() {
            io.makeRoom(0);
            send("a");
            io.receive(ClientFrame.close(1000));
            sweep(0, 5);
            assertThat(io.isReset()).isTrue();
            assertThat(listener.reasons).containsExactly(new CloseReason(1000, false, Side.PEER, null));
        }

        @Test
        void withoutACloseFrameIs1006() {
            io.receiveEnd(null);
            assertThat(listener.reasons).containsExactly(new CloseReason(1006, false, Side.PEER, null));
        }

        @Test
        void withAResetTellsTheException() {
            var cause = new IOException("Connection reset");
            io.receiveEnd(cause);
            assertThat(listener.reasons).containsExactly(new CloseReason(1006, false, Side.PEER, cause));
        }
    }

    @Nested
    class ClosedByTheServer {

        @Test
        void waitsForThePeersCloseFrame() {
            connection.close(1012);
            assertThat(io.sent()).containsExactly(ServerFrame.close(1012));
            assertThat(connection.isOpen()).isFalse();
            io.receive(ClientFrame.text("ignored"), ClientFrame.ping("ignored"));
            assertThat(io.isEnded()).isFalse();
            io.receive(ClientFrame.close(1012));
            assertThat(io.sent()).hasSize(1);
            assertThat(listener.events).isEmpty();
            assertThat(listener.reasons).containsExactly(new CloseReason(1012, true, Side.SERVER, null));
        }

        @Test
        void closesBehindWhatWaitsEvenIfThePeerClosesMeanwhile() {
            io.makeRoom(0);
            send("a");
            connection.close(1001);
            io.receive(ClientFrame.close(1000));
            assertThat(io.isEnded()).isFalse();
            io.makeRoom(100);
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.close(1001));
            assertThat(listener.reasons).containsExactly(new CloseReason(1001, true, Side.SERVER, null));
        }

        @Test
        void sendsNothingMore() {
            connection.close(1001);
            connection.close(1002);
            assertThat(connection.send(EncodedFrame.text("late"))).isFalse();
            assertThat(io.sent()).containsExactly(ServerFrame.close(1001));
        }

        @Test
        void isResetIfThePeerDoesNotAnswer() {
            connection.close(1001);
            sweep(0);
            sweepAt(Duration.ofMillis(4999));
            assertThat(io.isReset()).isFalse();
            sweep(5);
            assertThat(io.isReset()).isTrue();
            assertThat(listener.reasons).containsExactly(new CloseReason(1001, false, Side.SERVER, null));
        }

        @Test
        void refusesCodesThatMayNotTravel() {
            assertThatIllegalArgumentException().isThrownBy(() -> connection.close(1006));
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void abortResetsAtOnce() {
            io.makeRoom(0);
            send("a");
            connection.abort();
            io.runTasks();
            assertThat(io.isReset()).isTrue();
            assertThat(listener.reasons).containsExactly(new CloseReason(1006, false, Side.SERVER, null));
            assertThat(connection.waitingBytes()).isZero();
        }

        @Test
        void endIsToldOnce() {
            connection.close(1001);
            connection.abort();
            connection.abort();
            io.receive(ClientFrame.close(1000));
            assertThat(listener.reasons).containsExactly(new CloseReason(1001, false, Side.SERVER, null));
        }

        @Test
        void stoppingServerIsNotThePeersDoing() {
            var cause = new AsynchronousCloseException();
            io.receiveEnd(cause);
            assertThat(listener.reasons).containsExactly(new CloseReason(1006, false, Side.SERVER, cause));
        }
    }

    @Nested
    class BrokenRules {

        @Test
        void closeWithTheCodeOfTheRuleAndDiscardWhatFollows() {
            io.receive(ClientFrame.frame(true, Opcode.TEXT, (byte) 0xFF), ClientFrame.text("after"));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1007));
            assertThat(io.isOutputShut()).isTrue();
            assertThat(io.isEnded()).isFalse();
            io.receive(ClientFrame.text("after"), ClientFrame.close(1000));
            assertThat(listener.events).isEmpty();
            io.receiveEnd(null);
            CloseReason reason = listener.reasons.getFirst();
            assertThat(reason.code()).isEqualTo(1007);
            assertThat(reason.clean()).isFalse();
            assertThat(reason.begunBy()).isEqualTo(Side.SERVER);
            assertThat(reason.cause()).isInstanceOf(ProtocolException.class).hasMessageContaining("RFC 6455 8.1");
        }

        @Test
        void whatCameBeforeIsStillHandedOn() {
            io.receive(ClientFrame.text("a"), new byte[]{(byte) 0x83});
            assertThat(listener.events).containsExactly("text a");
            assertThat(io.sent()).containsExactly(ServerFrame.close(1002));
        }

        @Test
        void ourStreamEndsOnlyBehindTheCloseFrame() {
            io.makeRoom(0);
            send("a");
            io.receive(new byte[]{(byte) 0x83});
            assertThat(io.isOutputShut()).isFalse();
            io.makeRoom(100);
            assertThat(io.sent()).containsExactly(ServerFrame.text("a"), ServerFrame.close(1002));
            assertThat(io.isOutputShut()).isTrue();
        }

        @Test
        void peerThatDoesNotEndIsCutOff() {
            io.receive(new byte[]{(byte) 0x83});
            sweep(0, 5);
            assertThat(io.isReset()).isTrue();
            assertThat(listener.reasons).hasSize(1);
        }

        @Test
        void whileClosingGetNoSecondCloseFrame() {
            connection.close(1001);
            io.receive(new byte[]{(byte) 0x83});
            assertThat(io.sent()).containsExactly(ServerFrame.close(1001));
            assertThat(io.isOutputShut()).isTrue();
        }

        @Test
        void closeFrameWithAWrongCodeIsAnsweredWith1002() {
            io.receive(ClientFrame.close(1005));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1002));
        }

        @Test
        void bigMessagesAreRefusedWith1009() {
            io.receive(ClientFrame.frame(false, Opcode.BINARY, new byte[30]), ClientFrame.header(0x80, 21));
            assertThat(io.sent()).containsExactly(ServerFrame.close(1009));
        }
    }

    @Nested
    class Silence {

        @Test
        void closesWith1002AfterTheIdleTimeout() {
            sweep(0, 30, 59);
            assertThat(connection.isOpen()).isTrue();
            sweep(60);
            assertThat(io.sent()).containsExactly(ServerFrame.close(1002));
            sweep(61, 66);
            assertThat(io.isReset()).isTrue();
            CloseReason reason = listener.reasons.getFirst();
            assertThat(reason.code()).isEqualTo(1002);
            assertThat(reason.cause()).isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("idleTimeout PT1M");
        }

        @Test
        void isBrokenByAnyByte() {
            sweep(0, 59);
            io.receive(new byte[]{(byte) 0x81});
            sweep(60, 119);
            assertThat(connection.isOpen()).isTrue();
            sweep(120);
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void isNotBrokenByWhatWeSend() {
            sweep(0);
            send("a");
            sweep(60);
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void doesNotCountWhileReadsAreSuspended() {
            connection.suspendReads();
            sweep(0, 100, 200);
            connection.resumeReads();
            io.runTasks();
            sweep(201, 260);
            assertThat(connection.isOpen()).isTrue();
            sweep(261);
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void afterTheEndNobodyCares() {
            io.receiveEnd(null);
            sweep(0, 100, 200);
            assertThat(io.isReset()).isFalse();
            assertThat(listener.reasons).hasSize(1);
        }
    }

    @Test
    void pongsToAPeerThatDoesNotReadAreBounded() {
        io.makeRoom(0);
        for (int i = 0; i < 50; i++) {
            io.receive(ClientFrame.ping("x"));
        }
        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.waitingBytes()).isLessThan(100);
    }

    @Test
    void bufferGivenToTheListenerIsTheOneThatWasRead() {
        var given = new ArrayList<Boolean>();
        var other = new WebSocketConnection(io, new WebSocketConnection.Listener() {
            @Override
            public void text(WebSocketConnection c, ByteBuffer utf8) {
                given.add(utf8.isDirect());
            }

            @Override
            public void binary(WebSocketConnection c, ByteBuffer bytes) {}

            @Override
            public void closed(WebSocketConnection c, CloseReason reason) {}
        }, group(LIMITS));
        io.attach(other);
        io.receive(ClientFrame.text("a"));
        assertThat(given).isEqualTo(List.of(true));
    }

    private ConnectionGroup group(WebSocketLimits limits) {
        return new ConnectionGroup(limits, counters, flushes, unfinished, null);
    }

    private void send(String... texts) {
        for (String text : texts) {
            connection.send(EncodedFrame.text(text));
        }
    }

    private void sweep(long... seconds) {
        for (long second : seconds) {
            sweepAt(Duration.ofSeconds(second));
        }
    }

    private void sweepAt(Duration time) {
        connection.sweep(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos() + time.toNanos());
        io.runTasks();
    }
}
