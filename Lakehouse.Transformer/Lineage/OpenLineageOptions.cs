using System.ComponentModel.DataAnnotations;

namespace Lakehouse.Transformer.Lineage;

/// <summary>Configuration section <c>OpenLineage</c>: where events about runs go. Without <see cref="Url"/> and <see cref="File"/> there are none.</summary>
internal sealed class OpenLineageOptions
{
    public const string Section = "OpenLineage";

    /// <summary>Address of an OpenLineage API such as Marquez: events are posted to <c>{Url}/api/v1/lineage</c>.</summary>
    [Url]
    public string? Url { get; init; }

    /// <summary>Sent as bearer token; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>File to which events are appended, one JSON object a line.</summary>
    public string? File { get; init; }

    /// <summary>Namespace of the jobs.</summary>
    [Required]
    public string Namespace { get; init; } = "lakehouse";

    public bool IsOff => string.IsNullOrEmpty(Url) && string.IsNullOrEmpty(File);
}
