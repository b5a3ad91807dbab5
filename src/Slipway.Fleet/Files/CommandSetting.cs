// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A command that is claimed to do something in an image.</summary>
public sealed record CommandSetting
{
    /// <summary>The words of the command; one text of the file stands for <c>/bin/sh -c</c> with it.</summary>
    public required Located<IReadOnlyList<string>> Run { get; init; }

    /// <summary>The exit code. The default is 0.</summary>
    public int ExitCode { get; init; }

    /// <summary>What it prints; null says nothing of that.</summary>
    public TextPattern? Output { get; init; }

    /// <summary>Whether it may stay unproven.</summary>
    public Necessity Necessity { get; init; }
}
