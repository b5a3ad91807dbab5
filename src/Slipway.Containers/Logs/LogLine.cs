// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>A line of a container's log. Its text is as the program wrote it: see <see cref="ToDisplayText"/> before it goes to a terminal.</summary>
public sealed record LogLine
{
    /// <summary>When it arrived.</summary>
    [JsonPropertyName("t")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where the program wrote it.</summary>
    [JsonPropertyName("s")]
    public required LogSource Source { get; init; }

    /// <summary>The text without its line end, 16 KiB at most; a longer line is several.</summary>
    [JsonPropertyName("l")]
    public required string Text { get; init; }

    /// <summary>The text without anything that a terminal would act on: control characters become visible, such as ^[ for escape.</summary>
    public string ToDisplayText() => DisplayText.Escape(Text);
}
