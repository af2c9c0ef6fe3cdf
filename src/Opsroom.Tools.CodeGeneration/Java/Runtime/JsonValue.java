package clientpackage;

/** A value that knows how it looks in JSON. */
public interface JsonValue {
    /** A map, list, text, number, boolean or null, as {@link Json#write} takes it. */
    Object toJson();
}
