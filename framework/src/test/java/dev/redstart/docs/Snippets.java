package dev.redstart.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads what pages show and what files hold. A region of a Java file stands between {@code // @start region="name"} and {@code // @end},
 * as in Javadoc's own snippets. A block of a page that shows it begins with <code>```java name</code>.
 */
final class Snippets {
    /** A piece of a Java file, without its indentation. */
    record Region(String name, String file, String text) {}

    /** A block of Java in a page; the name is empty if it has none. */
    record Block(String page, int line, String name, String text) {
        @Override
        public String toString() {
            return page + ":" + line + " (" + name + ")";
        }
    }

    private static final Pattern START = Pattern.compile("\\s*// @start region=\"([^\"]+)\"");
    private static final Pattern END = Pattern.compile("\\s*// @end");
    private static final Pattern FENCE = Pattern.compile("```java(?: +(\\S+))?");

    private Snippets() {}

    static List<Region> regions(String file, List<String> lines) {
        var found = new ArrayList<Region>();
        String open = null;
        var text = new ArrayList<String>();
        for (var line : lines) {
            var start = START.matcher(line);
            if (start.matches()) {
                check(open == null, file + ": region " + start.group(1) + " begins within " + open);
                open = start.group(1);
                text.clear();
            } else if (END.matcher(line).matches()) {
                if (open == null) {
                    throw new IllegalArgumentException(file + ": @end without @start");
                }
                found.add(new Region(open, file, String.join("\n", text).stripIndent().strip()));
                open = null;
            } else {
                text.add(line);
            }
        }
        check(open == null, file + ": region " + open + " has no @end");
        return found;
    }

    static List<Block> blocks(String page, List<String> lines) {
        var found = new ArrayList<Block>();
        walk(page, lines, found::add, _ -> {});
        return found;
    }

    /** The page with the text of the region in every block that names one. */
    static List<String> rewritten(String page, List<String> lines, Map<String, String> regions) {
        var written = new ArrayList<String>();
        walk(page, lines,
                block -> written.addAll(List.of(regions.getOrDefault(block.name, block.text).split("\n", -1))),
                written::add);
        return written;
    }

    private static void walk(String page, List<String> lines, Consumer<Block> blocks, Consumer<String> others) {
        String open = null;
        var began = 0;
        var text = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (open == null) {
                open = nameOf(line);
                began = i + 1;
                text.clear();
                others.accept(line);
            } else if (line.equals("```")) {
                blocks.accept(new Block(page, began, open, String.join("\n", text)));
                open = null;
                others.accept(line);
            } else {
                text.add(line);
            }
        }
        check(open == null, page + ":" + began + ": the block has no end");
    }

    /** The name in the first line of a block of Java; empty if it has none, null if this is no such line. */
    private static @Nullable String nameOf(String line) {
        var fence = FENCE.matcher(line);
        if (!fence.matches()) {
            return null;
        }
        return fence.group(1) == null ? "" : fence.group(1);
    }

    /** By name, for names are how pages mean them. */
    static Map<String, String> byName(List<Region> regions) {
        var named = new LinkedHashMap<String, Region>();
        for (var region : regions) {
            var other = named.putIfAbsent(region.name, region);
            check(other == null, "region " + region.name + " is in " + region.file + " and in "
                    + (other == null ? "" : other.file));
        }
        var texts = new LinkedHashMap<String, String>();
        named.forEach((name, region) -> texts.put(name, region.text));
        return texts;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
