using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Puts an expression together piece by piece.</summary>
public sealed class ReferenceExpressionBuilder
{
    private readonly StringBuilder _text;
    private readonly List<IValueProvider> _values = [];
    private readonly List<string?> _formats = [];

    /// <summary>Begins an expression.</summary>
    public ReferenceExpressionBuilder()
        : this(16)
    {
    }

    internal ReferenceExpressionBuilder(int capacity) => _text = new StringBuilder(capacity);

    /// <summary>True as long as nothing was appended.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>Appends an interpolated string.</summary>
    /// <param name="handler">The interpolated string, which the compiler has appended already.</param>
    public void Append([InterpolatedStringHandlerArgument("")] in ReferenceExpressionBuilderInterpolatedStringHandler handler)
    {
    }

    /// <summary>Appends text.</summary>
    /// <param name="value">The text.</param>
    public void AppendLiteral(string value) =>
        _text.Append((value ?? throw new ArgumentNullException(nameof(value))).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    /// <summary>Appends a value that is known already.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format"><c>uri</c>, or null.</param>
    public void AppendFormatted(string? value, string? format = null) =>
        AppendLiteral(CheckFormat(format) is null ? value ?? string.Empty : Uri.EscapeDataString(value ?? string.Empty));

    /// <summary>Appends a gap.</summary>
    /// <typeparam name="T">What fills it.</typeparam>
    /// <param name="valueProvider">What fills it.</param>
    /// <param name="format"><c>uri</c>, or null.</param>
    public void AppendFormatted<T>(T valueProvider, string? format = null)
        where T : IValueProvider, IManifestExpressionProvider
    {
        _text.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
        _values.Add(valueProvider);
        _formats.Add(CheckFormat(format));
    }

    /// <summary>Ends the expression.</summary>
    /// <returns>The expression.</returns>
    public ReferenceExpression Build() => ReferenceExpression.Of(_text.ToString(), [.. _values], [.. _formats]);

    private static string? CheckFormat(string? format) => format is null or "uri"
        ? format
        : throw new NotSupportedException($"The format '{format}' of an expression is unknown; 'uri' is the only one.");

    /// <summary>Takes an interpolated string apart: the compiler calls it.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ReferenceExpressionBuilderInterpolatedStringHandler
    {
        private readonly ReferenceExpressionBuilder _builder;

        /// <summary>Begins an interpolated string.</summary>
        /// <param name="literalLength">How long the text is.</param>
        /// <param name="formattedCount">How many gaps there are.</param>
        /// <param name="builder">What is appended to.</param>
        public ReferenceExpressionBuilderInterpolatedStringHandler(int literalLength, int formattedCount, ReferenceExpressionBuilder builder) => _builder = builder;

        /// <summary>Text.</summary>
        /// <param name="value">The text.</param>
        public void AppendLiteral(string value) => _builder.AppendLiteral(value);

        /// <summary>A value that is known already.</summary>
        /// <param name="value">The value.</param>
        /// <param name="format"><c>uri</c>, or null.</param>
        public void AppendFormatted(string? value, string? format = null) => _builder.AppendFormatted(value, format);

        /// <summary>A gap.</summary>
        /// <typeparam name="T">What fills it.</typeparam>
        /// <param name="valueProvider">What fills it.</param>
        /// <param name="format"><c>uri</c>, or null.</param>
        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider, format);
    }
}
