// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>One thing that a check found.</summary>
public sealed record StoreProblem
{
    /// <summary>What it is.</summary>
    public required StoreProblemKind Kind { get; init; }

    /// <summary>How bad it is.</summary>
    public required ProblemSeverity Severity { get; init; }

    /// <summary>What it is about: the name of an image, a digest, or a path below the home or the store.</summary>
    public required string Subject { get; init; }

    /// <summary>What is wrong: a lower-case clause.</summary>
    public required string Message { get; init; }

    /// <summary>What was done about it; null where nothing was.</summary>
    public string? Repair { get; init; }
}
