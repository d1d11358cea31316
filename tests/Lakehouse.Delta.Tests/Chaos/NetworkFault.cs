namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>What can go wrong with a request.</summary>
internal enum NetworkFault
{
    /// <summary>It never arrives.</summary>
    LostRequest,

    /// <summary>It is carried out and the answer never arrives.</summary>
    LostAnswer,

    /// <summary>It takes its time.</summary>
    Delay,

    /// <summary>It arrives twice, and the second answer counts.</summary>
    Doubled,

    /// <summary>The service says that it is too busy.</summary>
    Busy,

    /// <summary>The service fails after it has carried it out.</summary>
    FailedAnswer,
}
