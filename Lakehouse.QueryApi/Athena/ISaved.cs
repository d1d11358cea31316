using Lakehouse.QueryApi.Access;

namespace Lakehouse.QueryApi.Athena;

/// <summary>A text that a client has saved: it may quote values of tables that not everyone may see.</summary>
internal interface ISaved
{
    /// <summary>Who saved it; null in files of earlier versions.</summary>
    string? Owner { get; }

    /// <summary>Whoever sees every table shares what is saved, as users of one account do; others have their own.</summary>
    bool IsOpenTo(Principal principal) => principal.SeesAll || Owner == principal.Name;
}
