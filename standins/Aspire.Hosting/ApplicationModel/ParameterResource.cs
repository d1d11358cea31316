namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from outside: <c>Parameters:{name}</c> in the configuration.</summary>
/// <param name="name">Its name.</param>
/// <param name="callback">Gets the value; it is called once.</param>
/// <param name="secret">True keeps the value out of everything that is shown.</param>
public class ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : Resource(name), IExpressionValue
{
    private readonly Lazy<string> _value = new(() => callback(null));

    /// <summary>True keeps the value out of everything that is shown.</summary>
    public bool Secret { get; } = secret;

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>Gets the value.</summary>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <returns>The value.</returns>
    /// <exception cref="DistributedApplicationException">The configuration has no such value.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(_value.Value);
}

/// <summary>Makes the value of a parameter that the configuration lacks.</summary>
public abstract class ParameterDefault
{
    /// <summary>Makes the value.</summary>
    /// <returns>The value.</returns>
    public abstract string GetDefaultValue();
}
