package dev.redstart.pubsub.presence;

import java.util.List;

/** What a merge has changed: who is there now and was not, and who was and is not. */
record Changes(List<Entry> joined, List<Entry> left) {}
