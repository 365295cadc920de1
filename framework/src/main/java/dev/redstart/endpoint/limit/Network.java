package dev.redstart.endpoint.limit;

import java.net.InetAddress;

/**
 * The addresses that begin with the same bits.
 *
 * @param address one of them
 * @param bits how many count
 */
record Network(InetAddress address, int bits) {
    /** @param cidr an address, and behind a slash how many bits count; all of them without */
    static Network parse(String cidr) {
        var slash = cidr.indexOf('/');
        var address = IpAddress.parse(slash < 0 ? cidr : cidr.substring(0, slash)).orElseThrow(() -> wrong(cidr));
        var length = address.getAddress().length * Byte.SIZE;
        try {
            var bits = slash < 0 ? length : Integer.parseInt(cidr.substring(slash + 1));
            if (bits >= 0 && bits <= length) {
                return new Network(address, bits);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw wrong(cidr);
    }

    private static IllegalArgumentException wrong(String cidr) {
        return new IllegalArgumentException(
                "a network must look like 10.0.0.0/8 or fd00::/8 or be one address, was \"" + cidr + "\"");
    }

    boolean contains(InetAddress other) {
        var ours = address.getAddress();
        var theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            var unused = Math.max(0, bit + Byte.SIZE - bits);
            var difference = ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE];
            if ((difference & 0xFF) >> unused != 0) {
                return false;
            }
        }
        return true;
    }
}
