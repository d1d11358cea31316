namespace Lakehouse.AppHost;

/// <summary>Where Postgres runs.</summary>
internal enum PostgresPlace
{
    /// <summary>In a container where a runtime answers, otherwise as a local process.</summary>
    Auto,

    Container,

    Local,
}
