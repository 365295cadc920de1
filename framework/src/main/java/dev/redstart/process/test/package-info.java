/**
 * The test kit: a node of the test's own that says what was left behind ({@link dev.redstart.process.test.TestRuntime}), probes to act and
 * look through ({@link dev.redstart.process.test.TestProbe}), time that passes at the test's wish
 * ({@link dev.redstart.process.test.VirtualTime}), things that go wrong ({@link dev.redstart.process.test.Chaos}), and callbacks without a
 * process ({@link dev.redstart.process.test.GenServerTester}). Knows no test framework: it throws {@link java.lang.AssertionError}, and
 * what is to be closed is {@link java.lang.AutoCloseable}. With JUnit:
 *
 * {@snippet :
 * class TillTest {
 *     private final TestRuntime runtime = TestRuntime.onVirtualTime();
 *
 *     @AfterEach
 *     void close() {
 *         runtime.close();   // fails if something is left behind, or crashed and nobody expected it
 *     }
 *
 *     @Test
 *     void aTillThatCrashesComesBackAfterASecond() {
 *         runtime.startTree(supervisor("shop")
 *                 .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1)).immediate(0).jitter(0))
 *                 .child(worker(Till.NAME, Till::new)));
 *         var till = runtime.node().ref(Till.NAME);
 *         var before = till.pid();
 *         till.tell(new Till.Sell("what is not there"));
 *         runtime.assertCrash(report -> assertEquals(before, report.pid()));
 *
 *         runtime.advance(Duration.ofSeconds(1));   // takes no time
 *
 *         runtime.awaitRestart(Till.NAME, before);
 *         var customer = runtime.<Receipt>probe("customer");
 *         till.tell(new Till.Buy("apple", customer.ref()));
 *         assertEquals("apple", customer.expect(Receipt.class).goods());
 *     }
 * }
 * }
 */
@NullMarked
package dev.redstart.process.test;

import org.jspecify.annotations.NullMarked;
