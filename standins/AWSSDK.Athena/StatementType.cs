using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>The kind of a statement.</summary>
public class StatementType : ConstantClass
{
    /// <summary>CREATE, DROP …</summary>
    public static readonly StatementType DDL = new("DDL");

    /// <summary>SELECT, INSERT …</summary>
    public static readonly StatementType DML = new("DML");

    /// <summary>SHOW, DESCRIBE, EXPLAIN …</summary>
    public static readonly StatementType UTILITY = new("UTILITY");

    /// <summary>A kind by its name.</summary>
    public StatementType(string value)
        : base(value)
    {
    }

    /// <summary>A kind by its name, one for each name.</summary>
    public static StatementType FindValue(string value) => FindValue<StatementType>(value);

    /// <summary>A kind by its name.</summary>
    public static implicit operator StatementType(string value) => FindValue(value);
}
