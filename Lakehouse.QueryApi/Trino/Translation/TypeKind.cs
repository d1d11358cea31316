namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>What values of a type may be compared, joined and passed to.</summary>
internal enum TypeKind
{
    /// <summary>Only the engine will know.</summary>
    Unknown,

    /// <summary>Integers, decimals, floating point.</summary>
    Number,

    /// <summary>varchar, char.</summary>
    Text,

    /// <summary>boolean.</summary>
    Boolean,

    /// <summary>date, and timestamps with and without time zone.</summary>
    Moment,

    /// <summary>time, and with time zone.</summary>
    Time,

    /// <summary>interval day to second.</summary>
    Duration,

    /// <summary>interval year to month.</summary>
    Months,

    /// <summary>array.</summary>
    Array,

    /// <summary>map.</summary>
    Map,

    /// <summary>row.</summary>
    Row,

    /// <summary>json.</summary>
    Json,

    /// <summary>varbinary.</summary>
    Binary,

    /// <summary>uuid.</summary>
    Uuid,
}
