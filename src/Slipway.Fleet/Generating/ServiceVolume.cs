// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>A volume of a service.</summary>
/// <param name="Source">Its name, or a path of the host; empty has no name.</param>
/// <param name="Target">The folder in the container.</param>
/// <param name="Options">What else was said, such as <c>ro</c>; null is nothing.</param>
internal sealed partial record ServiceVolume(string Source, string Target, string? Options)
{
    /// <summary>Whether it is a folder of the host.</summary>
    internal bool IsOfHost => Source.StartsWith('/') || Source.StartsWith('.') || Source.StartsWith('~');

    /// <summary>Whether nothing can be written to it.</summary>
    internal bool IsReadOnly => (Options ?? "").Split(',').Contains("ro");

    /// <summary>Reads <c>NAME:/path[:ro]</c>, <c>/host:/path[:ro]</c> or <c>/path</c>.</summary>
    internal static ServiceVolume? Parse(string text) => text.Split(':') switch
    {
        [['/', ..] target] => new("", target, null),
        [var source, ['/', ..] target] when SourcePattern().IsMatch(source) => new(source, target, null),
        [var source, ['/', ..] target, { Length: > 0 } options] when SourcePattern().IsMatch(source) => new(source, target, options),
        _ => null,
    };

    // A path, or a name as Docker's volumes have them.
    [GeneratedRegex(@"\A(?:[/.~]|[A-Za-z0-9][A-Za-z0-9_.-]+\z)", RegexOptions.CultureInvariant)]
    private static partial Regex SourcePattern();
}
