// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>How <see cref="DiagnosticRenderer"/> writes.</summary>
public sealed record DiagnosticRenderOptions
{
    /// <summary>Plain text, 120 columns.</summary>
    public static DiagnosticRenderOptions Default { get; } = new();

    /// <summary>Whether ANSI colours are written. The default is false.</summary>
    public bool Color { get; init; }

    /// <summary>The columns an excerpt line may take, its line number included; longer lines are clipped around the place. The default is 120, the least 40.</summary>
    public int Width
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 40);
            field = value;
        }
    } = 120;

    /// <summary>The most lines that the excerpt of one diagnostic shows. The default is 4; 0 shows none.</summary>
    public int MaxLines
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 4;
}
