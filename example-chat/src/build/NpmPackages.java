import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A step of the Maven build: takes what {@code package-lock.json} names into {@code target/npm} with {@code npm ci}, and
 * does nothing when that has been done already. Run by exec-maven-plugin as a single-file program, in the module's folder.
 *
 * <p>Without Node the step warns and the build goes on: everything but the chat's page works. Where {@code CI=true}, what
 * is missing is an error.
 */
final class NpmPackages {
    private static final int OLDEST_NODE = 20;
    private static final List<String> INPUTS = List.of("package.json", "package-lock.json", ".npmrc");

    public static void main(String[] args) throws IOException, InterruptedException {
        Path target = Path.of(args[0]);
        Path done = target.resolve("done");
        String inputs = inputs();
        if (Files.exists(done) && Files.readString(done).equals(inputs)) {
            return;
        }
        int node = nodeVersion();
        if (node < OLDEST_NODE) {
            reportMissing(node);
            return;
        }
        Files.createDirectories(target);
        for (String input : INPUTS) {
            Files.copy(Path.of(input), target.resolve(input), StandardCopyOption.REPLACE_EXISTING);
        }
        install(target);
        Files.writeString(done, inputs);
    }

    private static String inputs() throws IOException {
        var all = new StringBuilder();
        for (String input : INPUTS) {
            all.append(Files.readString(Path.of(input)));
        }
        return all.toString();
    }

    /** The major version of the Node on the path, 0 if there is none. */
    private static int nodeVersion() throws IOException, InterruptedException {
        try {
            var node = new ProcessBuilder("node", "-p", "process.versions.node").start();
            String version = new String(node.getInputStream().readAllBytes()).strip();
            return node.waitFor() == 0 ? Integer.parseInt(version.substring(0, version.indexOf('.'))) : 0;
        } catch (IOException missing) {
            return 0;
        }
    }

    private static void reportMissing(int found) {
        String what = "the chat's page needs Node %d or newer at build time (Debian: packages nodejs and npm), %s"
                .formatted(OLDEST_NODE, found == 0 ? "and there is no 'node' on the PATH" : "found Node " + found);
        if ("true".equals(System.getenv("CI"))) {
            fail(what);
        }
        System.err.println("WARNING: " + what + "; this build leaves the Phoenix client out of the page");
    }

    private static void install(Path target) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Path log = target.resolve("npm-ci.log");
        var npm = new ProcessBuilder(windows ? "npm.cmd" : "npm", "ci").directory(target.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!npm.waitFor(5, TimeUnit.MINUTES)) {
            npm.destroyForcibly();
            fail("'npm ci' did not end within 5 minutes in " + target);
        }
        if (npm.exitValue() != 0) {
            fail("'npm ci' failed in " + target + " (-Dexec.skip leaves the chat's page out):\n" + Files.readString(log));
        }
    }

    private static void fail(String why) {
        System.err.println("ERROR: " + why);
        System.exit(1);
    }
}
