// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A stage: a FROM, and the instructions up to the next one.</summary>
public sealed class Stage
{
    /// <summary>The stage's place in the file, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The instruction that begins it.</summary>
    public required FromInstruction From { get; init; }

    /// <summary>The instructions after FROM, in order; those that couldn't be understood are left out.</summary>
    public required IReadOnlyList<Instruction> Instructions { get; init; }

    /// <summary>The name in lower case, as names are compared; null if it has none.</summary>
    public string? Name => From.Name?.Text.ToLowerInvariant();

    /// <summary>The name, or <c>stage-N</c>.</summary>
    public string DisplayName => Name ?? $"stage-{Index}";

    /// <summary>The image or stage it begins from, unexpanded.</summary>
    public Word BaseName => From.BaseName;

    /// <summary>The value of <c>--platform</c>, unexpanded, or null.</summary>
    public Word? Platform => From.Platform;

    /// <summary>From FROM to the end of the last instruction.</summary>
    public SourceSpan Span => Instructions is [.., var last] ? From.Span.Union(last.Span) : From.Span;

    /// <summary>The display name.</summary>
    public override string ToString() => DisplayName;
}
