namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>What <see cref="JsonScanner"/> stands on.</summary>
internal enum JsonToken
{
    /// <summary>Nothing is left.</summary>
    End,

    /// <summary>The text is not JSON here.</summary>
    Malformed,

    /// <summary><c>{</c></summary>
    StartObject,

    /// <summary><c>}</c></summary>
    EndObject,

    /// <summary><c>[</c></summary>
    StartArray,

    /// <summary><c>]</c></summary>
    EndArray,

    /// <summary>A member's name.</summary>
    Name,

    /// <summary>A text.</summary>
    String,

    /// <summary>A number without point and exponent.</summary>
    Integer,

    /// <summary>A number with a point or an exponent.</summary>
    Float,

    /// <summary><c>true</c></summary>
    True,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>null</c></summary>
    Null,
}
