package dev.redstart.load.server;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendCountTest {
    @Test
    void addsUpTheCallsThatSend() {
        assertThat(SendCount.parse("""
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 63.13    1.154259         343      3364       320 futex
                  4.00    0.073077          40      1800           sendto
                  0.92    0.024317           5      4577         7 write
                ------ ----------- ----------- --------- --------- ----------------
                100.00    2.635084         237     11119       346 total
                """)).isEqualTo(6_377);
        assertThat(SendCount.parse("")).isZero();
    }
}
