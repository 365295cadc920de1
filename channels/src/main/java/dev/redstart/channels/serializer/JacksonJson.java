package dev.redstart.channels.serializer;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.redstart.channels.InvalidPayloadException;
import dev.redstart.channels.JsonForm;
import dev.redstart.channels.JsonReader;
import dev.redstart.channels.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON by Jackson, set up for the wire: no coercion between kinds ({@code "5"} is no number), record components are required unless they are
 * {@code @Nullable} or {@code Optional}, unknown fields are ignored, and nesting is bounded. Immutable and thread-safe.
 */
final class JacksonJson implements JsonReader {
    /** Levels of nesting a client may send. Deeper text costs stack wherever it is looked at; no protocol needs a hundred. */
    static final int MAX_DEPTH = 100;

    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    /** One for all serializers: what Jackson learns about classes it learns once. Behind the constants it is made of. */
    static final JacksonJson INSTANCE = new JacksonJson();

    private final JsonMapper mapper;
    private final Payload emptyObject = Payload.ofJson(EMPTY_OBJECT, this);

    private JacksonJson() {
        var factory = JsonFactory.builder()
                // worker and IO threads are few and stay; a pool that all of them share is a queue that all contend for
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                .build();
        mapper = JsonMapper.builder(factory)
                .annotationIntrospector(new RequiredComponents())
                .addModule(new SimpleModule("redstart").addSerializer(new PayloadSerializer())
                        .addSerializer(new JsonFormSerializer()))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .withCoercionConfig(LogicalType.Textual, config -> {
                    for (var scalar : List.of(CoercionInputShape.Integer, CoercionInputShape.Float,
                            CoercionInputShape.Boolean)) {
                        config.setCoercion(scalar, CoercionAction.Fail);
                    }
                })
                .build();
    }

    JsonParser parser(byte[] text, int from, int length) {
        return mapper.createParser(text, from, length);
    }

    JsonGenerator generator(ByteArrayBuilder out) {
        return mapper.createGenerator(out);
    }

    /** The value in the text, written anew: no whitespace, no needless escapes. */
    String normalized(byte[] text) {
        return mapper.writeValueAsString(mapper.readTree(text));
    }

    /** @throws JacksonException if {@code value} has no JSON form */
    byte[] written(@Nullable Object value) {
        return mapper.writeValueAsBytes(value);
    }

    /** A text as JSON. */
    String quoted(String text) {
        return mapper.writeValueAsString(text);
    }

    /** The text that a JSON string holds; any other value as it is written. */
    String unquoted(String value) {
        return value.startsWith("\"") ? mapper.readValue(value, String.class) : value;
    }

    /** @param compact valid JSON without whitespace between its tokens, owned by the payload from now on */
    Payload payload(byte[] compact) {
        return Arrays.equals(compact, EMPTY_OBJECT) ? emptyObject : Payload.ofJson(compact, this);
    }

    static void write(@Nullable Ref ref, JsonGenerator generator) {
        if (ref == null) {
            generator.writeNull();
        } else {
            generator.writeRawValue(ref.json());
        }
    }

    @Override
    public @Nullable Object tree(byte[] json) {
        try {
            return frozen(mapper.readValue(json, Object.class));
        } catch (JacksonException e) { // a number that is too long: the envelope is read without converting any
            throw new InvalidPayloadException(Object.class, List.of(), e);
        }
    }

    private static @Nullable Object frozen(@Nullable Object node) {
        return switch (node) {
            case Map<?, ?> map -> frozenMap(map);
            case List<?> list -> Collections.unmodifiableList(frozenList(list));
            case null, default -> node;
        };
    }

    @SuppressWarnings("unchecked") // Jackson made it, with text as keys
    private static Map<String, @Nullable Object> frozenMap(Map<?, ?> map) {
        var object = (Map<String, @Nullable Object>) map;
        object.replaceAll((_, value) -> frozen(value));
        return Collections.unmodifiableMap(object);
    }

    private static List<@Nullable Object> frozenList(List<?> list) {
        var items = new ArrayList<@Nullable Object>(list.size());
        list.forEach(item -> items.add(frozen(item)));
        return items;
    }

    @Override
    public <T> T read(byte[] json, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JacksonException e) {
            throw new InvalidPayloadException(type, wrongFields(json, type), e);
        }
        if (value == null) {
            throw new InvalidPayloadException(type, List.of(), null);
        }
        return value;
    }

    /** Jackson stops at the first fault; the client is told all of them, so each component is tried by itself. */
    private List<String> wrongFields(byte[] json, Class<?> type) {
        JsonNode payload;
        try {
            payload = mapper.readTree(json);
        } catch (JacksonException e) {
            return List.of();
        }
        if (!type.isRecord() || !payload.isObject()) {
            return List.of();
        }
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !fits(payload.get(component.getName()), component))
                .map(RecordComponent::getName).toList();
    }

    private boolean fits(@Nullable JsonNode field, RecordComponent component) {
        if (field == null || field.isNull()) {
            return !RequiredComponents.isRequired(component);
        }
        try {
            mapper.treeToValue(field, mapper.constructType(component.getGenericType()));
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Tells Jackson which components of a record a payload must have. */
    private static final class RequiredComponents extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        /** By its simple name: everybody has a {@code Nullable} of their own. */
        static boolean isRequired(RecordComponent component) {
            return component.getType() != java.util.Optional.class
                    && Arrays.stream(component.getAnnotatedType().getAnnotations())
                            .noneMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
        }

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            var component = component(member);
            return component == null
                    ? super.hasRequiredMarker(config, member)
                    : isRequired(component) ? Boolean.TRUE : null;
        }

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
            var component = component(annotated);
            return component != null && isRequired(component)
                    ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                    : super.findSetterInfo(config, annotated);
        }

        private static @Nullable RecordComponent component(Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter && parameter.getDeclaringClass().isRecord()
                    ? parameter.getDeclaringClass().getRecordComponents()[parameter.getIndex()]
                    : null;
        }
    }

    /** A value that says itself what it is as JSON. */
    private static final class JsonFormSerializer extends ValueSerializer<JsonForm> {
        @Override
        public void serialize(JsonForm value, JsonGenerator out, SerializationContext context) {
            context.writeValue(out, value.toJson());
        }

        @Override
        public Class<JsonForm> handledType() {
            return JsonForm.class;
        }
    }

    /** A payload that is passed on leaves as it came. */
    private static final class PayloadSerializer extends ValueSerializer<Payload> {
        @Override
        public void serialize(Payload payload, JsonGenerator out, SerializationContext context) {
            if (payload.isBytes()) {
                throw new UnencodableMessageException("a payload of bytes has no place inside of JSON", null);
            }
            out.writeRawValue(StandardCharsets.UTF_8.decode(payload.bytes()).toString());
        }

        @Override
        public Class<Payload> handledType() {
            return Payload.class;
        }
    }
}
