package dev.redstart.process;

import java.time.Duration;

/**
 * What a process did since somebody began to count; see {@link Inspector#statistics}.
 *
 * @param since how long ago that was
 * @param messages messages taken
 * @param sent messages it sent, by {@code tell}, {@code call} and {@code ask}, wherever to; replies and signals are none
 * @param signals signals taken
 * @param inHandlers time spent in callbacks
 */
public record ProcessStatistics(Duration since, long messages, long sent, long signals, Duration inHandlers) {}
