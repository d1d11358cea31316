namespace Lakehouse.Pipelines;

/// <summary>How a model's table is brought up to date.</summary>
public enum Refresh
{
    /// <summary>The whole table is computed anew and replaced in one commit.</summary>
    Full,

    /// <summary>Only the keys whose inputs changed are computed anew, where the model allows it.</summary>
    Incremental,
}
