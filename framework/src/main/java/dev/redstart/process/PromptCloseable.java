package dev.redstart.process;

/**
 * A resource whose {@code close} takes no time: it waits for nobody, takes no lock that is held for long, and calls no foreign code. What a
 * process {@link ProcessContext#own owns} of this kind is closed by whoever ends the process, at once; everything else on a thread where it
 * may take its time.
 */
public interface PromptCloseable extends AutoCloseable {
    @Override
    void close();
}
