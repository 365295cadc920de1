/** What a running system tells about itself: an event bus, counters and gauges, and their binders to SLF4J and Micrometer. */
@NullMarked
package dev.redstart.telemetry;

import org.jspecify.annotations.NullMarked;
