package dev.redstart.channels;

/** A value that becomes another JSON than its components would: serializers write what {@link #toJson} gives in its place. */
public interface JsonForm {
    /** What becomes JSON instead: a map, a list, a record, a {@link Payload}. */
    Object toJson();
}
