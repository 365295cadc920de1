/**
 * Streams between processes in which nobody is sent more than it has asked for: producers emit on demand, consumers ask, and stages in
 * between do both (OTP.md 1.14, after Elixir's GenStage). To the outside they speak {@link java.util.concurrent.Flow}.
 *
 * <p>Start reading at {@link dev.redstart.stage.Producer} and {@link dev.redstart.stage.Consumer}, then {@link dev.redstart.stage.Stage}
 * (how to start one) and {@link dev.redstart.stage.StagePublisher} (how others get what it emits).
 *
 * <p>A package of its own beside {@code dev.redstart.process}, because it is made of nothing but what that offers to everybody.
 */
@NullMarked
package dev.redstart.stage;

import org.jspecify.annotations.NullMarked;
