namespace Lakehouse.Delta;

/// <summary>A CHECK constraint: the property <c>delta.constraints.{name}</c> (PROTOCOL.md: CHECK Constraints).</summary>
/// <param name="Name">Name, compared without regard to case.</param>
/// <param name="Expression">Spark SQL that must be true for each row.</param>
internal sealed record CheckConstraint(string Name, string Expression)
{
    public const string Prefix = "delta.constraints.";

    public string Key => Prefix + Name;

    public static IEnumerable<CheckConstraint> Of(Metadata metadata) =>
        metadata.Configuration
            .Where(entry => entry.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && entry.Value is not null)
            .Select(entry => new CheckConstraint(entry.Key[Prefix.Length..], entry.Value!));
}
