package dev.redstart.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redstart.docs.Snippets.Block;
import dev.redstart.docs.Snippets.Region;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Holds {@code README.md} and the pages in {@code docs/} to the code: every block of Java is a region of a file in some module's
 * {@code dev.redstart.docs}, to the letter, and every such region is shown. The code leads:
 * {@code mvn -pl framework test -Dtest=DocsTest -Dredstart.docs=write} writes it into the pages.
 */
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
    private static final String SNIPPETS = "src/test/java/dev/redstart/docs";

    private final Map<String, String> regions = Snippets.byName(regions());

    private static List<Region> regions() {
        var all = new ArrayList<Region>();
        for (var module : list(ROOT)) {
            if (Files.isDirectory(module.resolve(SNIPPETS))) {
                for (var file : list(module.resolve(SNIPPETS))) {
                    all.addAll(Snippets.regions(name(file), read(file)));
                }
            }
        }
        return all;
    }

    private static List<Path> pages() {
        return Stream.concat(Stream.of(ROOT.resolve("README.md")), list(ROOT.resolve("docs")).stream())
                .filter(file -> file.toString().endsWith(".md")).toList();
    }

    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    @Test
    void everyBlockOfJavaIsARegionAndEveryRegionIsShown() throws IOException {
        if ("write".equals(System.getProperty("redstart.docs"))) {
            writePages();
        }
        var softly = new SoftAssertions();
        var unused = new HashSet<>(regions.keySet());
        for (var page : pages()) {
            for (var block : Snippets.blocks(name(page), read(page))) {
                check(block, softly);
                unused.remove(block.name());
            }
        }
        softly.assertThat(unused).as("regions that no page shows").isEmpty();
        softly.assertAll();
    }

    private void check(Block block, SoftAssertions softly) {
        softly.assertThat(regions).as("a block of Java names a region: %s", block).containsKey(block.name());
        softly.assertThat(block.text()).as("%s; -Dredstart.docs=write writes the code into the page", block)
                .isEqualTo(regions.getOrDefault(block.name(), block.text()));
    }

    private void writePages() throws IOException {
        for (var page : pages()) {
            Files.write(page, Snippets.rewritten(name(page), read(page), regions));
        }
    }

    // ---- the reader of regions and blocks -----------------------------------------------------------------------------------------

    /** With other markers, or this file would hold these regions. */
    private static final List<String> FILE = """
            class A {
                //! start region="one"
                int one() {
                    return 1;
                }
                //! end

                //! start region="two"
                int two;
                //! end
            }
            """.replace("//! ", "// @").lines().toList();

    private static final List<String> PAGE = """
            Text.
            ```java one
            old
            ```
            ```text
            no Java
            ```
            ```java
            nameless
            ```
            """.lines().toList();

    @Test
    void aRegionIsWhatStandsBetweenItsMarkersWithoutTheIndentation() {
        assertThat(Snippets.regions("A.java", FILE)).containsExactly(
                new Region("one", "A.java", "int one() {\n    return 1;\n}"), new Region("two", "A.java", "int two;"));
    }

    @Test
    void aBlockKnowsItsPlaceAndItsRegion() {
        assertThat(Snippets.blocks("page.md", PAGE)).containsExactly(new Block("page.md", 2, "one", "old"),
                new Block("page.md", 8, "", "nameless"));
    }

    @Test
    void aRewrittenPageShowsTheRegionsAndIsOtherwiseTheSame() {
        var written = Snippets.rewritten("page.md", PAGE, Map.of("one", "new\nlines", "", "never"));
        assertThat(String.join("\n", written)).isEqualTo(
                String.join("\n", PAGE).replace("\nold\n", "\nnew\nlines\n").replace("nameless", "never"));
    }

    @Test
    void markersThatDoNotFitAreRefused() {
        var start = "// @start region=\"a\"";
        assertThatThrownBy(() -> Snippets.regions("A.java", List.of(start, start))).hasMessageContaining("within a");
        assertThatThrownBy(() -> Snippets.regions("A.java", List.of(start))).hasMessageContaining("has no @end");
        assertThatThrownBy(() -> Snippets.regions("A.java", List.of("// @end"))).hasMessageContaining("without @start");
        assertThatThrownBy(() -> Snippets.blocks("page.md", List.of("```java a"))).hasMessageContaining("page.md:1");
        assertThatThrownBy(() -> Snippets.byName(List.of(new Region("a", "A", "1"), new Region("a", "B", "2"))))
                .hasMessageContaining("A").hasMessageContaining("B");
    }
}
