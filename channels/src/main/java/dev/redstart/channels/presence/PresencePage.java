package dev.redstart.channels.presence;

import java.util.Map;
import java.util.Optional;

/**
 * A part of those who are on a topic, in the order of their keys.
 *
 * @param present by key
 * @param next what to ask for the next page with; empty if this was the last one
 */
public record PresencePage(Map<String, Present> present, Optional<String> next) {}
