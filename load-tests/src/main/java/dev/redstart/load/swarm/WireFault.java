package dev.redstart.load.swarm;

/** The server broke a rule of the wire; says which in words, and as what it is counted. */
final class WireFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    WireFault(Fault fault, String message) {
        super(message, null, false, false); // thousands may be thrown and none is printed with a stack
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }

    /** The rule that was broken and the value that broke it. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
