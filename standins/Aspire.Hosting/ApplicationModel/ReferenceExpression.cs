using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with gaps that are filled when the application runs, such as <c>Host={host};Port={port}</c>.</summary>
public sealed class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    private readonly string?[] _formats;

    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> valueProviders, string?[] formats)
    {
        Format = format;
        ValueProviders = valueProviders;
        _formats = formats;
    }

    /// <summary>The text, with <c>{0}</c>, <c>{1}</c> … for the gaps.</summary>
    public string Format { get; }

    /// <summary>What fills the gaps.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>How each gap is encoded: <c>uri</c>, or null for as it is.</summary>
    public IReadOnlyList<string?> StringFormats => _formats;

    /// <inheritdoc/>
    public string ValueExpression =>
        string.Format(CultureInfo.InvariantCulture, Format, [.. ValueProviders.Select(value => (value as IManifestExpressionProvider)?.ValueExpression)]);

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    /// <summary>Makes an expression from an interpolated string.</summary>
    /// <param name="handler">The interpolated string.</param>
    /// <returns>The expression.</returns>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Builder.Build();

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = await ValueProviders[i].GetValueAsync(cancellationToken).ConfigureAwait(false);
            values[i] = _formats[i] is null || value is null ? value : Uri.EscapeDataString(value);
        }

        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    internal static ReferenceExpression Of(string format, IReadOnlyList<IValueProvider> valueProviders, string?[] formats) => new(format, valueProviders, formats);

    /// <summary>Takes an interpolated string apart: the compiler calls it.</summary>
    /// <param name="literalLength">How long the text is.</param>
    /// <param name="formattedCount">How many gaps there are.</param>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal ReferenceExpressionBuilder Builder { get; } = new(literalLength + (3 * formattedCount));

        /// <summary>Text.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) => Builder.AppendLiteral(value);

        /// <summary>A gap whose value is known already.</summary>
        /// <param name="value">The value.</param>
        /// <param name="format"><c>uri</c>, or null.</param>
        public void AppendFormatted(string? value, string? format = null) => Builder.AppendFormatted(value, format);

        /// <summary>A gap.</summary>
        /// <typeparam name="T">What fills it.</typeparam>
        /// <param name="valueProvider">What fills it.</param>
        /// <param name="format"><c>uri</c>, or null.</param>
        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider => Builder.AppendFormatted(valueProvider, format);

        /// <summary>A gap that a resource fills.</summary>
        /// <typeparam name="T">The resource.</typeparam>
        /// <param name="valueProvider">The resource's builder.</param>
        /// <param name="format"><c>uri</c>, or null.</param>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider => Builder.AppendFormatted(valueProvider.Resource, format);
    }
}
