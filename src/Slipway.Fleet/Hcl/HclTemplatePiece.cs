// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A part of a template before its directives are nested: a text, an interpolation, or one directive.</summary>
internal sealed class HclTemplatePiece(HclPieceKind kind, SourcePlace place)
{
    internal HclPieceKind Kind { get; } = kind;

    internal SourcePlace Place { get; } = place;

    /// <summary>The text of a text.</summary>
    internal string Text { get; set; } = "";

    /// <summary>What is interpolated, the condition of <c>if</c>, or what <c>for</c> goes through.</summary>
    internal HclExpression? Expression { get; init; }

    internal string? KeyName { get; init; }

    internal string? ValueName { get; init; }

    /// <summary>Whether blanks before it go (<c>${~</c>).</summary>
    internal bool TrimsBefore { get; init; }

    /// <summary>Whether blanks after it go (<c>~}</c>).</summary>
    internal bool TrimsAfter { get; init; }
}
