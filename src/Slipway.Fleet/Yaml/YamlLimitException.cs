// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Ends the reading of a YAML file that cannot be gone on with; it never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlLimitException(SourceSpan span, string message, string? help) : Exception(message)
{
    internal SourceSpan Span { get; } = span;

    internal string? Help { get; } = help;
}
