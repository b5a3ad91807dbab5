// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>Something that a rule asks for and isn't so.</summary>
public sealed record PolicyFinding
{
    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>What becomes of the image.</summary>
    public required PolicySeverity Severity { get; init; }

    /// <summary>The platform of the image that was looked at; null for what is about all.</summary>
    public Platform? Platform { get; init; }

    /// <summary>What should be, as a clause.</summary>
    public required string Expected { get; init; }

    /// <summary>What is, as a clause.</summary>
    public required string Found { get; init; }

    /// <summary>What to do, as a clause.</summary>
    public required string Remedy { get; init; }

    /// <summary><c>the rule 'not-root' for linux/amd64: expected is that it doesn't run as root, found is that it runs as user number 0; give it a USER</c>.</summary>
    public override string ToString() =>
        $"the rule '{Rule}'{(Platform is null ? "" : $" for {Platform}")}: expected is that {Expected}, found is that {Found}; {Remedy}";
}
