package dev.redstart.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import dev.redstart.process.Inbox.Push;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** The mailbox against a plain queue: whatever is done to it, by one thread. */
class InboxProperties {
    private static final class Plain extends Inbox {}

    enum Step {
        MESSAGE, SIGNAL, TAKE, RELEASE
    }

    @Property
    void behavesLikeABoundedQueueThatSignalsMayOverfill(@ForAll @Size(max = 200) List<Step> steps,
            @ForAll @IntRange(min = 1, max = 8) int capacity, @ForAll @IntRange(min = 1, max = 9) int high) {
        var inbox = new Plain();
        var model = new ArrayDeque<Object>();
        var counted = 0;
        var active = false;
        var serial = 0;
        for (var step : steps) {
            switch (step) {
                case MESSAGE -> {
                    var item = "m" + serial++;
                    var pushed = inbox.push(item, capacity, high);
                    var queued = counted + 1 >= high ? Push.HIGH : Push.QUEUED;
                    var expected = !active ? Push.WOKE : counted < capacity ? queued : Push.FULL;
                    assertThat(pushed).isEqualTo(expected);
                    if (pushed != Push.FULL) {
                        model.add(item);
                        counted++;
                        active = true;
                    }
                }
                case SIGNAL -> {
                    var item = new SystemMessage.Idle(serial++);
                    assertThat(inbox.push(item, Integer.MAX_VALUE)).isEqualTo(active ? Push.QUEUED : Push.WOKE);
                    model.add(item);
                    active = true;
                }
                case TAKE -> {
                    if (active) {
                        var expected = model.poll();
                        assertThat(inbox.take()).isSameAs(expected);
                        counted -= expected instanceof String ? 1 : 0;
                    }
                }
                case RELEASE -> {
                    if (active && model.isEmpty() && inbox.take() == null) {
                        assertThat(inbox.release()).isTrue();
                        active = false;
                    } else if (active) {
                        assertThat(inbox.hasMail()).isEqualTo(!model.isEmpty());
                    }
                }
            }
            assertThat(inbox.length()).isEqualTo(counted);
            assertThat(inbox.isIdle()).isEqualTo(!active);
        }
    }

    @Property
    void nothingGetsInOnceItIsClosed(@ForAll @Size(max = 20) List<Boolean> before, @ForAll boolean taken) {
        var inbox = new Plain();
        for (var counted : before) {
            inbox.push(counted ? "m" : new SystemMessage.Idle(0), Integer.MAX_VALUE);
        }
        var some = !before.isEmpty();
        if (taken && some) {
            assertThat(inbox.take()).isNotNull();
        }

        assertThat(inbox.close()).isEqualTo(some);

        assertThat(inbox.push("late", 10)).isEqualTo(Push.CLOSED);
        assertThat(inbox.push(new SystemMessage.Idle(1), 10)).isEqualTo(Push.CLOSED);
        inbox.drop();
        assertThat(inbox.take()).isNull();
        assertThat(inbox.length()).isZero();
    }

    @Property
    void whatTheTakerHoldsCountsAgainstTheCapacity(@ForAll @IntRange(min = 2, max = 50) int capacity,
            @ForAll @IntRange(min = 1, max = 50) int takes) {
        var inbox = new Plain();
        for (int i = 0; i < capacity; i++) {
            assertThat(inbox.push(i, capacity)).isNotEqualTo(Push.FULL);
        }
        assertThat(inbox.push("one more", capacity)).isEqualTo(Push.FULL);
        var taken = new ArrayList<Object>();
        for (int i = 0; i < Math.min(takes, capacity); i++) {
            taken.add(inbox.take());
        }
        for (int i = 0; i < taken.size(); i++) {
            assertThat(taken.get(i)).isEqualTo(i);
            assertThat(inbox.push("again", capacity)).isEqualTo(Push.QUEUED);
        }
        assertThat(inbox.push("one more", capacity)).isEqualTo(Push.FULL);
    }

    @Property
    void oneThatKeepsItsNewestGivesTheNewestAndEverySignal(@ForAll @Size(max = 300) List<Step> steps,
            @ForAll @IntRange(min = 1, max = 8) int capacity) {
        var inbox = new Plain();
        var model = new ArrayDeque<Object>();
        var modelDropped = 0;
        var dropped = 0;
        var serial = 0;
        inbox.acquireIdle();
        for (var step : steps) {
            switch (step) {
                case MESSAGE -> {
                    var item = "m" + serial++;
                    assertThat(inbox.push(item, Integer.MAX_VALUE)).isEqualTo(Push.QUEUED);
                    dropped += inbox.trim(capacity);
                    model.add(item);
                    if (messages(model) > capacity) {
                        model.remove(model.stream().filter(String.class::isInstance).findFirst().orElseThrow());
                        modelDropped++;
                    }
                }
                case SIGNAL -> {
                    var item = new SystemMessage.Idle(serial++);
                    inbox.push(item, Integer.MAX_VALUE);
                    model.add(item);
                }
                case TAKE, RELEASE -> {
                    dropped += inbox.dropSurplus(capacity, null);
                    assertThat(dropped).isEqualTo(modelDropped);
                    assertThat(inbox.take()).isSameAs(model.poll());
                }
            }
            assertThat(Math.min(capacity, inbox.length())).isEqualTo(messages(model));
            assertThat(inbox.length()).as("memory").isLessThanOrEqualTo(3 * capacity);
            assertThat(inbox.hasMail()).isEqualTo(!model.isEmpty());
        }
    }

    @Property
    void oneThatKeepsItsNewestAlsoDropsWhatASearchHasPassed(@ForAll @Size(max = 200) List<Step> steps,
            @ForAll @IntRange(min = 1, max = 6) int capacity) {
        var inbox = new Plain();
        var model = new ArrayList<>();
        var search = new Inbox.Search();
        var serial = 0;
        inbox.acquireIdle();
        for (var step : steps) {
            switch (step) {
                case MESSAGE -> {
                    inbox.push(serial, Integer.MAX_VALUE);
                    inbox.trim(capacity);
                    model.add(serial++);
                }
                case SIGNAL -> {
                    var item = new SystemMessage.Idle(serial++);
                    inbox.push(item, Integer.MAX_VALUE);
                    model.add(item);
                }
                case TAKE -> { // every third number; the search passes the others, and signals
                    inbox.dropSurplus(capacity, search);
                    var all = model.stream().filter(Integer.class::isInstance).toList();
                    model.removeAll(all.subList(0, Math.max(0, all.size() - capacity)));
                    var expected = model.stream().filter(InboxProperties::isThird).findFirst().orElse(null);
                    assertThat(inbox.takeFirst(InboxProperties::isThird, search)).isEqualTo(expected);
                    model.remove(expected);
                }
                case RELEASE -> search = new Inbox.Search();
            }
        }
        inbox.dropSurplus(capacity, search);
        var rest = new ArrayList<>();
        for (var item = inbox.take(); item != null; item = inbox.take()) {
            rest.add(item);
        }
        var all = model.stream().filter(Integer.class::isInstance).toList();
        model.removeAll(all.subList(0, Math.max(0, all.size() - capacity)));
        assertThat(rest).isEqualTo(model);
    }

    private static boolean isThird(Object item) {
        return item instanceof Integer number && number % 3 == 0;
    }

    private static int messages(ArrayDeque<Object> items) {
        return (int) items.stream().filter(String.class::isInstance).count();
    }
}
