// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Which lines of a log are wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Everything that there is.</summary>
    public static LogQuery All { get; } = new();

    /// <summary>How many of the last lines; the default, null, is all.</summary>
    public int? Tail { get; init; }

    /// <summary>Lines from this time on; the default, null, is all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Lines up to this time; the default, null, is all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether to wait for more at the end. The default is not to.</summary>
    public LogReading Reading { get; init; }
}
