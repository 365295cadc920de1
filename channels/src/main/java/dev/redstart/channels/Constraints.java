package dev.redstart.channels;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;

/**
 * Bean Validation of the events of clients, for records whose components carry annotations of {@code jakarta.validation.constraints}. It is an
 * optional dependency: without the API and a provider on the class path the annotations mean nothing.
 *
 * <p>Threading: any; called in channels' processes.
 */
final class Constraints {
    private static final Optional<Checker> CHECKER = isThere() ? Checker.find() : Optional.empty();

    private Constraints() {}

    private static boolean isThere() {
        try {
            Class.forName("jakarta.validation.Validation", false, Constraints.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** @throws InvalidPayloadException if a constraint is violated */
    static <T> T checked(T value) {
        CHECKER.ifPresent(checker -> checker.check(value));
        return value;
    }

    /** Apart, so that nothing of the API is loaded where it is missing. */
    private record Checker(Validator validator) {
        static Optional<Checker> find() {
            try {
                var factory = Validation.byDefaultProvider().configure().messageInterpolator(new NoMessages())
                        .buildValidatorFactory();
                return Optional.of(new Checker(factory.getValidator()));
            } catch (ValidationException e) { // no provider
                return Optional.empty();
            }
        }

        void check(Object value) {
            var type = value.getClass();
            if (!validator.getConstraintsForClass(type).isBeanConstrained()) {
                return;
            }
            var violations = validator.validate(value);
            if (violations.isEmpty()) {
                return;
            }
            var fields = new TreeSet<String>();
            for (var violation : violations) {
                var path = violation.getPropertyPath().iterator();
                var name = path.hasNext() ? path.next().getName() : null;
                if (name != null) {
                    fields.add(name);
                }
            }
            throw new InvalidPayloadException(type, List.copyOf(fields), null);
        }
    }

    /** Clients are told the fields only, so messages, which may need an expression language, are not made. */
    private static final class NoMessages implements MessageInterpolator {
        @Override
        public String interpolate(String template, Context context) {
            return template;
        }

        @Override
        public String interpolate(String template, Context context, Locale locale) {
            return template;
        }
    }
}
