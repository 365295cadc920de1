package dev.redstart.endpoint.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one secret and one salt, derived once: PBKDF2 with SHA-256 and 1,000 rounds as in Phoenix, the first 32 bytes for signing, the next
 * 32 for encryption. Immutable.
 */
final class TokenKeys {
    private static final int ROUNDS = 1_000;
    private static final int KEY_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec signing;
    private final SecretKeySpec encryption;

    TokenKeys(String secret, String salt) {
        try {
            var spec = new PBEKeySpec(secret.toCharArray(), salt.getBytes(StandardCharsets.UTF_8), ROUNDS,
                    2 * KEY_BYTES * Byte.SIZE);
            var derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
            signing = new SecretKeySpec(Arrays.copyOf(derived, KEY_BYTES), HMAC);
            encryption = new SecretKeySpec(Arrays.copyOfRange(derived, KEY_BYTES, 2 * KEY_BYTES), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        }
    }

    byte[] hmac(String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(signing);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    SecretKeySpec encryption() {
        return encryption;
    }
}
