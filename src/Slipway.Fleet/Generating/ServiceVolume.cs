// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A volume of a service.</summary>
/// <param name="Source">Its name, or a path of the host; empty has no name.</param>
/// <param name="Target">The folder in the container.</param>
/// <param name="Options">What else was said, such as <c>ro</c>; null is nothing.</param>
internal sealed record ServiceVolume(string Source, string Target, string? Options)
{
    /// <summary>Whether it is a folder of the host.</summary>
    internal bool IsOfHost => Source.StartsWith('/') || Source.StartsWith('.') || Source.StartsWith('~');

    /// <summary>Whether nothing can be written to it.</summary>
    internal bool IsReadOnly => (Options ?? "").Split(',').Contains("ro");

    /// <summary>Reads <c>NAME:/path[:ro]</c>, <c>/host:/path[:ro]</c> or <c>/path</c>.</summary>
    internal static ServiceVolume? Parse(string text) => text.Split(':') switch
    {
        [['/', ..] target] => new("", target, null),
        [{ Length: > 0 } source, ['/', ..] target] => new(source, target, null),
        [{ Length: > 0 } source, ['/', ..] target, { Length: > 0 } options] => new(source, target, options),
        _ => null,
    };
}
