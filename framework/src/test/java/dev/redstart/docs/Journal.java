package dev.redstart.docs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

// @start region="journal"
/** Writes lines to a file. */
final class Journal implements GenServer<BufferedWriter, String> {
    private final Path file;

    Journal(Path file) {
        this.file = file;
    }

    @Override
    public InitResult<BufferedWriter> init(ProcessContext<String> context) throws IOException {
        context.trapExit(true); // so that terminate runs when the supervisor stops this process
        return InitResult.started(context.own(Files.newBufferedWriter(file))); // closed in every case
    }

    @Override
    public Next<BufferedWriter> handle(String line, BufferedWriter out, ProcessContext<String> context)
            throws IOException {
        out.write(line + "\n");
        return Next.same();
    }

    @Override
    public void terminate(ExitReason reason, BufferedWriter out, ProcessContext<String> context) throws IOException {
        out.write("end: " + reason + "\n");
    }
}
// @end
