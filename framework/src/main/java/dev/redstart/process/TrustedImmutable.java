package dev.redstart.process;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a type, with all its subtypes, or what one component of a record holds, never changes once it is in a message, or may be
 * shared on purpose. The checks of a development node believe it and look no further; see {@link LocalNode#DEV_PROPERTY}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface TrustedImmutable {}
