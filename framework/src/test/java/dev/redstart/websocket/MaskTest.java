package dev.redstart.websocket;

import java.nio.ByteBuffer;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class MaskTest {

    @Property
    void eachByteMeetsItsByteOfTheKey(@ForAll int key, @ForAll @Size(max = 40) byte[] bytes) {
        byte[] masked = bytes.clone();
        Mask.apply(key, ByteBuffer.wrap(masked), 0, masked.length);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(masked[i]).isEqualTo((byte) (bytes[i] ^ (key >> (24 - 8 * (i % 4)))));
        }
    }

    @Property
    void twiceInPiecesGivesBackTheSame(@ForAll int key, @ForAll @Size(max = 40) byte[] bytes,
            @ForAll @IntRange(max = 40) int first) {
        int cut = Math.min(first, bytes.length);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Mask.apply(key, buffer, 0, bytes.length);
        int turned = Mask.apply(key, buffer, 0, cut);
        Mask.apply(turned, buffer, cut, bytes.length);
        byte[] back = new byte[bytes.length];
        buffer.get(back);
        assertThat(back).isEqualTo(bytes);
    }
}
